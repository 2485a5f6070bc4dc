package io.tidegate.config.yaml.internal;

import io.tidegate.config.ConfigurationCheck;
import io.tidegate.config.ProposalReader;
import io.tidegate.config.ProposedConfiguration;
import io.tidegate.config.Refusals;
import io.tidegate.config.yaml.internal.apply.Look;
import io.tidegate.config.yaml.internal.tree.Pids;
import io.tidegate.status.StatusRow;
import io.tidegate.status.StatusSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps ConfigAdmin at what the Baetyl tree says, for as long as it is there; leaving, it leaves everything as it is. Owns
 * one thread, {@code tidegate-config.yaml-look-1}.
 */
@Component(immediate = true, service = {StatusSource.class, ProposalReader.class, ConfigurationListener.class})
public final class ConfigYaml implements StatusSource, ProposalReader, ConfigurationListener {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigYaml.class);
    private static final long LOOK_MILLIS = 300;
    /** SCR allows a deactivation 5 s in all; a password being hashed ends well before. */
    private static final long STOP_MILLIS = 1500;
    /** The framework's property: the start level from which on everything that judges is there. Without it nobody is waited for. */
    private static final String JUDGED_FROM = "tidegate.config.startlevel";
    private static final long GATE_MILLIS = 10;
    private static final long GATE_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Look look;
    private final Map<String, String> environment = System.getenv();
    /** Whether a look out of turn is waiting: a thousand deletions ask for one. */
    private final AtomicBoolean asked = new AtomicBoolean();
    private final FrameworkStartLevel levels;
    private final int judgedFrom;
    /** Whether looks are made; before, everything is still to be looked at anyway. */
    private volatile boolean begun;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            task -> new Thread(task, "tidegate-config.yaml-look-1"));

    /** Dynamic: a provider that is swapped must not restart this; what is not there does not judge, and checks itself later. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private volatile List<ConfigurationCheck> checks = List.of();

    @Activate
    public ConfigYaml(BundleContext context, @Reference ConfigurationAdmin admin) {
        this.look = new Look(directory(context), etc(context), admin, environment, this::checks);
        this.levels = context.getBundle(Constants.SYSTEM_BUNDLE_ID).adapt(FrameworkStartLevel.class);
        this.judgedFrom = level(context.getProperty(JUDGED_FROM));
    }

    private static int level(String property) {
        try {
            return property == null ? 0 : Integer.parseInt(property.strip());
        } catch (NumberFormatException e) {
            LOG.warn("ignored, not a start level: property={} value={}", JUDGED_FROM, property);
            return 0;
        }
    }

    private static Path directory(BundleContext context) {
        String dir = context.getProperty("tidegate.dir");
        String base = dir != null ? dir : context.getProperty("karaf.base");
        return Path.of(base != null ? base : "").toAbsolutePath().normalize();
    }

    private static Path etc(BundleContext context) {
        String etc = context.getProperty("karaf.etc");
        return etc == null ? null : Path.of(etc).toAbsolutePath().normalize();
    }

    private List<ConfigurationCheck> checks() {
        List<ConfigurationCheck> now = checks;
        return now == null ? List.of() : List.copyOf(now);
    }

    /**
     * Begins only here: fields are bound after construction, and the first look wants the checks. While the gateway starts, the
     * tree is read ahead on this thread, beside the bundles that will judge it.
     */
    @Activate
    void begin() {
        if (levels.getStartLevel() < judgedFrom) {
            thread.execute(look::ahead);
        }
        long limit = System.nanoTime() + GATE_LIMIT_NANOS;
        thread.execute(() -> beginJudged(limit));
    }

    private void beginJudged(long limit) {
        int level = levels.getStartLevel();
        if (level < judgedFrom && System.nanoTime() - limit <= 0) {
            thread.schedule(() -> beginJudged(limit), GATE_MILLIS, TimeUnit.MILLISECONDS);
            return;
        }
        if (level < judgedFrom) {
            LOG.warn("the start takes long, the tree is applied meanwhile: level={} {}={}", level, JUDGED_FROM, judgedFrom);
        }
        begun = true;
        Refusals.saidBy(this);
        thread.scheduleWithFixedDelay(look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Deactivate
    void end() {
        Refusals.noLongerSaidBy(this);
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.warn("a look goes on after stop: limit={}ms", STOP_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public List<StatusRow> rows() {
        return look.rows();
    }

    @Override
    public ProposedConfiguration read(Path fileOrDirectory) {
        return new Proposal(environment, look.present()).read(fileOrDirectory);
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        if (event.getPid() == null || !event.getPid().startsWith(Pids.PREFIX)) {
            return;
        }
        look.touch();
        if (begun && event.getType() == ConfigurationEvent.CM_DELETED && asked.compareAndSet(false, true)) {
            lookNow();
        }
    }

    /** The tree's word comes back for what the operator deleted: at once, for until then the thing is not there at all. */
    private void lookNow() {
        try {
            thread.execute(() -> {
                asked.set(false);
                look.run();
            });
        } catch (RejectedExecutionException stopping) {
            LOG.debug("no look for a deleted configuration: stopping");
        }
    }
}
