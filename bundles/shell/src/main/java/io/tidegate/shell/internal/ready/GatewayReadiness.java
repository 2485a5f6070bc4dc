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
        long end = System.nanoTime() + limit.toNanos();
        Optional<String> missing = missing();
        while (missing.isPresent() && System.nanoTime() < end) {
            pause();
            missing = missing();
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
        Report report = reports.report();
        boolean hasTree = Files.exists(Path.of(report.directory(), "var", "db", "baetyl", "application.yml"));
        return Readiness.missing(frameworkStarted(), hasTree, configured.read(), report.rows(), Instant.now());
    }

    /**
     * Whether the start is over. The property for the last start level says 1 in Karaf, which raises it later in one go:
     * to 100, past the level of bundles that are installed later.
     */
    boolean frameworkStarted() {
        FrameworkStartLevel levels = context.getBundle(0).adapt(FrameworkStartLevel.class);
        return levels.getStartLevel() > levels.getInitialBundleStartLevel();
    }

    private void pause() throws InterruptedException {
        synchronized (stop) {
            if (!stopped) {
                TimeUnit.MILLISECONDS.timedWait(stop, LOOK_MILLIS);
            }
            if (stopped) {
                throw new InterruptedException("the shell bundle stops");
            }
        }
    }
}
