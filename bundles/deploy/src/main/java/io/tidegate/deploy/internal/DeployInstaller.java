package io.tidegate.deploy.internal;

import io.tidegate.status.StatusRow;
import io.tidegate.status.StatusSource;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.apache.felix.fileinstall.ArtifactListener;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * FileInstall's door to {@link Deployments}. FileInstall asks listeners of a high ranking before its own handling of
 * bundles. Its thread waits for a swap, but at most {@link #PATIENCE}; nothing is ever thrown at it, for it would try
 * again twice a second for ever.
 */
@Component(immediate = true, service = {ArtifactInstaller.class, ArtifactListener.class, StatusSource.class},
        property = "service.ranking:Integer=1000")
public final class DeployInstaller implements ArtifactInstaller, StatusSource {
    /** Leaves the rest for putting the previous content back. */
    private static final Duration TRIAL = Duration.ofSeconds(7);
    private static final Duration PUT_BACK = Duration.ofSeconds(10);
    /** For what hangs, to come back when it is interrupted. */
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final long LOOK_MILLIS = 5;

    private final Deployments deployments;
    private final DeployStatus status;
    private final Redeliveries redeliveries = new Redeliveries(System::nanoTime);
    private final SwapThread swaps = new SwapThread(PATIENCE);
    private final WatchThread watch;

    @Activate
    public DeployInstaller(BundleContext context, @Reference ServiceComponentRuntime components) throws IOException {
        DeployDirectory directory = new DeployDirectory(Path.of(context.getProperty("karaf.base"), "deploy"));
        Fleet fleet = new InstalledBundles(context, components, directory);
        Memory memory = Memory.load(context.getDataFile("contents").toPath());
        Clock clock = Clock.systemUTC();
        Findings findings = new Findings(clock);
        Trial trial = new Trial(TRIAL, PUT_BACK, new Attempts(GRACE), System::nanoTime, () -> TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS));
        Swaps given = new Swaps(directory, fleet, memory, trial, findings, redeliveries);
        deployments = new Deployments(directory, fleet, memory, given, findings, clock);
        status = new DeployStatus(directory, fleet, memory, findings, redeliveries);
        UntakenFiles files = new UntakenFiles(directory, new Takers(context)::untaken, findings, System::nanoTime);
        watch = new WatchThread(() -> {
            files.look();
            redeliveries.look();
            if (deployments.owes()) {
                swaps.start(deployments::reconcile);
            }
        });
        swaps.run(deployments::reconcile); // waited for: whoever is started after this bundle is started with what it should have
    }

    /** DYNAMIC: their bundles are what is swapped here. All but this component's own rows. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC,
            target = "(!(component.name=io.tidegate.deploy.internal.DeployInstaller))")
    void addSource(StatusSource source, Map<String, Object> properties) {
        redeliveries.add((Long) properties.get(Constants.SERVICE_ID), source);
    }

    void removeSource(Map<String, Object> properties) {
        redeliveries.remove((Long) properties.get(Constants.SERVICE_ID));
    }

    @Deactivate
    void deactivate() {
        watch.close();
        swaps.close();
    }

    @Override
    public boolean canHandle(File artifact) {
        return deployments.claims(artifact.toPath());
    }

    @Override
    public void install(File artifact) {
        if (!swaps.run(() -> deployments.arrived(artifact.toPath()))) {
            deployments.turnedAway(artifact.toPath());
        }
    }

    @Override
    public void update(File artifact) {
        install(artifact);
    }

    @Override
    public void uninstall(File artifact) {
        if (!swaps.run(() -> deployments.departed(artifact.toPath()))) {
            deployments.turnedAway(artifact.toPath());
        }
    }

    @Override
    public List<StatusRow> rows() {
        return status.rows();
    }
}
