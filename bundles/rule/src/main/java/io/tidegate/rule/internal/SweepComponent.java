package io.tidegate.rule.internal;

import io.tidegate.config.InstanceName;
import io.tidegate.config.PresentConfigurations;
import io.tidegate.hub.HubView;
import io.tidegate.rule.internal.config.RouteSettings;
import io.tidegate.rule.internal.config.RuleSettings;
import io.tidegate.rule.internal.time.Control;
import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.framework.BundleContext;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Asks the framework, ConfigAdmin, the hub and what other bundles show of themselves what {@link Sweep} must know. */
@Component(service = {}, immediate = true)
public final class SweepComponent implements Sweep.Surroundings {
    private final BundleContext context;
    private final ConfigurationAdmin admin;
    private final FunctionDirectory others;
    /** DYNAMIC: only a question is asked of it, again when it was away. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile HubView view;

    /** @param others STATIC, of this bundle: it knows what other bundles show */
    @Activate
    public SweepComponent(BundleContext context, @Reference ConfigurationAdmin admin, @Reference FunctionDirectory others,
            @Reference UnconfiguredSessions unconfigured, @Reference Control control) {
        this.context = context;
        this.admin = admin;
        this.others = others;
        new Sweep(this, unconfigured, control).start();
    }

    /**
     * The start is over, and a tree is read where there is one, every file of it, and of etc/ those that may be rules: what
     * cannot be read would seem to be deleted.
     */
    @Override
    public boolean isSettled() {
        FrameworkStartLevel levels = context.getBundle(0).adapt(FrameworkStartLevel.class);
        List<StatusRow> rows = others.rows().toList();
        boolean readable = rows.stream().noneMatch(row ->
                row.kind().equals("file") && row.state().equals(Status.FAILED) && mayBeOurs(row.name()));
        boolean read = !hasTree() || rows.stream().anyMatch(row -> row.kind().equals("service"));
        return levels.getStartLevel() > levels.getInitialBundleStartLevel() && readable && read;
    }

    static boolean mayBeOurs(String file) {
        return file.endsWith(".yml") || file.startsWith("etc/" + RuleSettings.PID) || file.startsWith("etc/" + RouteSettings.PID);
    }

    private boolean hasTree() {
        String directory = Optional.ofNullable(context.getProperty("tidegate.dir")).orElse(context.getProperty("karaf.base"));
        return directory != null && Files.exists(Path.of(directory, "var", "db", "baetyl", "application.yml"));
    }

    @Override
    public Set<String> configured() {
        Set<String> names = new HashSet<>();
        // what a tree has but could not be made a configuration of is shown as a rule that failed
        others.rows().filter(row -> row.kind().equals("rule")).forEach(row -> {
            names.add(row.name());
            row.pids().forEach(pid -> names.add(InstanceName.of(pid, Map.of())));
        });
        present(RuleSettings.PID).forEach((pid, properties) -> names.add(RuleSettings.clientId(pid, properties)));
        return names;
    }

    @Override
    public boolean hasRoutes() {
        return others.rows().anyMatch(row -> row.kind().equals("route")) || !present(RouteSettings.PID).isEmpty();
    }

    private Map<String, Map<String, Object>> present(String factoryPid) {
        try {
            return PresentConfigurations.of(admin, context.getServiceReference(ConfigurationAdmin.class), factoryPid);
        } catch (IOException e) {
            throw new IllegalStateException("the configurations of " + factoryPid + " cannot be read", e);
        }
    }

    @Override
    public CompletionStage<List<String>> sessions() {
        HubView now = view;
        return now == null ? CompletableFuture.failedFuture(new IllegalStateException("the hub is away"))
                : now.clients().thenApply(clients -> clients.stream().map(HubView.Client::clientId).toList());
    }
}
