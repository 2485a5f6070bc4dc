package io.tidegate.shell.internal.ready;

import io.tidegate.shell.internal.status.GatewayReports;
import io.tidegate.shell.internal.status.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Tells when the gateway has started; for {@code gateway:ready} and the summary at the start. Any thread. */
@Component(service = GatewayReadiness.class)
public final class GatewayReadiness {
    private static final long LOOK_MILLIS = 50;
    /** A look takes time that the start of what is looked at could use, the first one most: not before it may well be over. */
    private static final long FIRST_SERVING_LOOK_MILLIS = 300;
    private static final long SERVING_LOOK_MILLIS = 200;
    /** Framework property of our distribution: the start level above the gateway's own bundles, reached when devices are served. */
    private static final String LAST_LEVEL = "tidegate.startlevel";

    private final BundleContext context;
    private final GatewayReports reports;
    private final ConfiguredReader configured;
    private final Object stop = new Object();
    private boolean stopped; // guarded by stop

    @Activate
    public GatewayReadiness(BundleContext context, @Reference GatewayReports reports, @Reference ConfigurationAdmin admin) {
        this.context = Objects.requireNonNull(context);
        this.reports = Objects.requireNonNull(reports);
        this.configured = new ConfiguredReader(admin);
    }

    @Deactivate
    void deactivate() {
        synchronized (stop) {
            stopped = true;
            stop.notifyAll();
        }
    }

    /**
     * Waits until the gateway is ready. Nobody announces the last thing that becomes ready, so it looks every 50 ms.
     *
     * @return empty when ready, else what was missing at the end of the limit
     * @throws InterruptedException when interrupted, or when this bundle stops meanwhile
     */
    public Optional<String> await(Duration limit) throws InterruptedException {
        return await(this::missing, LOOK_MILLIS, limit);
    }

    /** The same without the bundles of later start levels: until everything that is configured has said what became of it. */
    Optional<String> awaitServing(Duration limit) throws InterruptedException {
        pause(FIRST_SERVING_LOOK_MILLIS);
        return await(this::unsaid, SERVING_LOOK_MILLIS, limit);
    }

    private Optional<String> await(Supplier<Optional<String>> look, long everyMillis, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        Optional<String> missing = look.get();
        while (missing.isPresent() && System.nanoTime() < end) {
            pause(everyMillis);
            missing = look.get();
        }
        return missing;
    }

    /** What users read when it has started. */
    public String summary() {
        String etc = reports.property("karaf.etc", "etc");
        return StartSummary.text(reports.report(), configured.read(), Path.of(etc));
    }

    /** Why clients cannot reach it although it started; empty when they can. */
    public Optional<String> unreachable() {
        return Readiness.unreachable(reports.report().rows());
    }

    private Optional<String> missing() {
        if (!frameworkStarted()) { // before anything else: a report costs, and the start has better to do
            return Optional.of("the container is still starting its bundles");
        }
        return unsaid();
    }

    private Optional<String> unsaid() {
        Report report = reports.report();
        boolean hasTree = Files.exists(Path.of(report.directory(), "var", "db", "baetyl", "application.yml"));
        return Readiness.missing(hasTree, configured.read(), report.rows(), Instant.now());
    }

    /** Whether the start is over: the container is past the level of bundles that are installed later. */
    boolean frameworkStarted() {
        FrameworkStartLevel levels = levels();
        return levels.getStartLevel() > levels.getInitialBundleStartLevel();
    }

    /** Whether the container stops above the gateway's own bundles and waits for {@link #startTheRest}. */
    boolean hasRest() {
        return context.getProperty(LAST_LEVEL) != null;
    }

    /** Has the container start what is above the gateway's own bundles, unless it stops. Does not wait for it. */
    void startTheRest() {
        if (context.getBundle(0).getState() != Bundle.STOPPING) {
            levels().setStartLevel(Integer.parseInt(context.getProperty(LAST_LEVEL)));
        }
    }

    private FrameworkStartLevel levels() {
        return context.getBundle(0).adapt(FrameworkStartLevel.class);
    }

    private void pause(long millis) throws InterruptedException {
        synchronized (stop) {
            if (!stopped) {
                TimeUnit.MILLISECONDS.timedWait(stop, millis);
            }
            if (stopped) {
                throw new InterruptedException("the shell bundle stops");
            }
        }
    }
}
