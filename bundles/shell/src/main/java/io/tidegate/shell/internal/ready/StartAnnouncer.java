package io.tidegate.shell.internal.ready;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once, when the gateway has started, what there is: on standard output when it runs in the foreground
 * (framework property {@code tidegate.foreground}), else in one line of the log. Has a thread of its own until then.
 *
 * <p>It also ends the start of our own distribution: consoles and features begin when devices are served
 * (docs/decisions/0015-start-and-memory.md), and the memory that only the start needed is given back.
 */
@Component(immediate = true, service = {})
public final class StartAnnouncer {
    private static final Logger LOG = LoggerFactory.getLogger(StartAnnouncer.class);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Something that is not served by then shall not keep the console away, by which one finds out why. */
    private static final Duration SERVING_LIMIT = Duration.ofSeconds(3);
    /** By then the features service, which goes on behind the start, has done what it does on a fresh directory. */
    private static final long SETTLED_MILLIS = 5_000;

    private final GatewayReadiness readiness;
    private final boolean foreground;
    private final boolean ownContainer;
    private final Thread thread;

    @Activate
    public StartAnnouncer(BundleContext context, @Reference GatewayReadiness readiness) {
        this.readiness = readiness;
        this.foreground = Boolean.parseBoolean(context.getProperty("tidegate.foreground"));
        this.ownContainer = context.getProperty("tidegate.foreground") != null;
        this.thread = new Thread(this::announce, "tidegate-shell-start-1");
        thread.setDaemon(true);
        if (!readiness.frameworkStarted()) { // else this bundle was swapped, which is no start of the gateway
            thread.start();
        }
    }

    @Deactivate
    void deactivate() throws InterruptedException {
        thread.interrupt();
        thread.join(500);
    }

    private void announce() {
        try {
            if (readiness.hasRest()) {
                startTheRest();
            }
            Optional<String> missing = readiness.await(LIMIT);
            String late = missing.map(what -> "Not ready after " + LIMIT.toSeconds() + " s: " + what).orElse("");
            String summary = readiness.summary();
            if (foreground) {
                System.out.println("\n" + summary + (late.isEmpty() ? "" : "\n\n" + late) + "\n");
            } else {
                LOG.info("event=started ready={} {}", missing.isEmpty(), (late + " " + summary).strip().replaceAll("\\s*\\n\\s*", " | "));
            }
            if (ownContainer) {
                TimeUnit.MILLISECONDS.sleep(SETTLED_MILLIS);
                System.gc(); // the heap begins large enough not to be collected whole during the start, and need not stay so
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("event=summary-failed, this is a bug", e);
        }
    }

    /** The limit has a thread of its own: it counts also where what is looked at does not answer, or this bundle is replaced. */
    private void startTheRest() throws InterruptedException {
        CountDownLatch served = new CountDownLatch(1);
        Thread limit = new Thread(() -> startTheRest(served), "tidegate-shell-start-2");
        limit.setDaemon(true);
        limit.start();
        try {
            readiness.awaitServing(SERVING_LIMIT);
        } finally {
            served.countDown();
            limit.join(500);
        }
    }

    private void startTheRest(CountDownLatch served) {
        try {
            served.await(SERVING_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            readiness.startTheRest();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException stopped) {
            LOG.warn("event=rest-not-started reason=\"this bundle has stopped\"", stopped);
        }
    }
}
