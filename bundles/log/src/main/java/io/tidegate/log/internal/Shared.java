package io.tidegate.log.internal;

import io.tidegate.log.internal.backend.Levels;
import io.tidegate.log.internal.file.Limits;
import io.tidegate.log.internal.file.LineWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.ops4j.pax.logging.spi.PaxAppender;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the logs of one gateway share: the door through which lines come, levels, names, and the thread that packs. Lives as
 * long as the bundle; any thread.
 */
@Component(service = Shared.class)
public final class Shared {
    private static final Logger LOG = LoggerFactory.getLogger(Shared.class);
    private static final int MAX_PACKING = 64;
    private static final long CLOSE_MILLIS = 500;

    private final Path directory;
    private final Levels levels;
    private final Router router = new Router();
    private final Claims claims = new Claims();
    private final Clock clock = Clock.systemUTC();
    private final AtomicInteger writers = new AtomicInteger();
    private final ThreadPoolExecutor packer;
    private final List<ManagedLog> logs = new CopyOnWriteArrayList<>();
    private final ServiceRegistration<PaxAppender> registration;

    @Activate
    public Shared(BundleContext context, @Reference Levels levels) {
        this(directory(context), levels, context);
    }

    /** @param context null: nobody brings lines */
    Shared(Path directory, Levels levels, BundleContext context) {
        this.directory = directory.toAbsolutePath().normalize();
        this.levels = levels;
        // What does not fit is refused, and asked for again.
        this.packer = new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_PACKING), task -> {
            Thread made = new Thread(task, "tidegate-log-pack-1");
            made.setDaemon(true);
            made.setPriority(Thread.MIN_PRIORITY);
            return made;
        });
        packer.allowCoreThreadTimeOut(true);
        // The name is what the container's appender of type PaxOsgi looks for.
        Dictionary<String, Object> facts = new Hashtable<>(java.util.Map.of("org.ops4j.pax.logging.appender.name", "tidegate-log"));
        this.registration = context == null ? null : context.registerService(PaxAppender.class, router, facts);
    }

    private static Path directory(BundleContext context) {
        String dir = context.getProperty("tidegate.dir");
        String base = dir != null ? dir : context.getProperty("karaf.base");
        return Path.of(base != null ? base : "");
    }

    Levels levels() {
        return levels;
    }

    Router router() {
        return router;
    }

    Claims claims() {
        return claims;
    }

    Clock clock() {
        return clock;
    }

    /** Not started yet. */
    LineWriter writer(LogConfig config, Path path, Limits limits) {
        return new LineWriter(config.name(), absolute(path), limits, config.format(), packer, clock, writers.incrementAndGet());
    }

    Path absolute(Path path) {
        return directory.resolve(path).normalize();
    }

    void joined(ManagedLog log) {
        logs.add(log);
    }

    void left(ManagedLog log) {
        logs.remove(log);
    }

    /** A name or a file may have become free: whoever waits for it looks again. Not to be called with a lock held. */
    void released() {
        boolean more = true;
        while (more) { // each goes on once at most: who has what it wanted waits no more
            more = logs.stream().anyMatch(ManagedLog::reconsider);
        }
    }

    @Deactivate
    void deactivate() {
        if (registration != null) {
            try {
                registration.unregister();
            } catch (IllegalStateException byTheFramework) {
                LOG.debug("event=appender-gone reason=\"{}\"", byTheFramework.getMessage());
            }
        }
        packer.shutdownNow();
        try {
            if (!packer.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.warn("event=packing-goes-on limit={}ms", CLOSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
