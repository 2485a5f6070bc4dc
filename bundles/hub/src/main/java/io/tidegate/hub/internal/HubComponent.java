package io.tidegate.hub.internal;

import io.tidegate.config.ConfigurationCheck;
import io.tidegate.config.LastAccepted;
import io.tidegate.config.Problem;
import io.tidegate.config.ProposedConfiguration;
import io.tidegate.config.Refusals;
import io.tidegate.hub.DeadLetters;
import io.tidegate.hub.HubView;
import io.tidegate.hub.internal.inprocess.LocalSession;
import io.tidegate.hub.internal.inprocess.LocalSessions;
import io.tidegate.hub.internal.inprocess.Orphans;
import io.tidegate.hub.internal.shard.HubSettings;
import io.tidegate.hub.internal.shard.RunningTime;
import io.tidegate.hub.internal.shard.Shard;
import io.tidegate.hub.internal.shard.Shared;
import io.tidegate.hub.spi.Authenticator;
import io.tidegate.hub.spi.Authorizer;
import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import io.tidegate.status.StatusSource;
import io.tidegate.store.Store;
import io.tidegate.transport.ConnectionHandler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hub among services. The store is what it cannot be without; who decides about peers may come and go.
 */
@Component(configurationPid = HubConfiguration.PID, immediate = true,
        service = {HubComponent.class, ConnectionHandler.class, StatusSource.class, ConfigurationCheck.class, HubView.class,
            DeadLetters.class})
@Designate(ocd = HubConfiguration.class)
public final class HubComponent implements ConnectionHandler, StatusSource, ConfigurationCheck, HubView, DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(HubComponent.class);

    private final HubCore core;
    private final View view;
    private final Instant since = Instant.now();
    private volatile String refused = "";

    @Activate
    public HubComponent(Map<String, Object> properties, @Reference Store store) {
        HubSettingsParser.Parsed parsed = HubSettingsParser.parse(properties, HubConfiguration.PID);
        core = new HubCore(store, parsed.settings() == null ? before(properties) : parsed.settings(), RunningTime.system());
        view = new View(core);
        apply(parsed, properties);
        LOG.info("event=hub-started store={} {}", store.identity(), core.shared().settings().asKeys());
    }

    @Modified
    void modified(Map<String, Object> properties) {
        HubSettingsParser.Parsed parsed = HubSettingsParser.parse(properties, HubConfiguration.PID);
        if (parsed.settings() != null && !parsed.settings().equals(core.shared().settings())) {
            core.shared().settings(parsed.settings());
            LOG.info("event=hub-changed {}", parsed.settings().asKeys());
        }
        apply(parsed, properties);
    }

    /** What was in force before this hub was there; a restart knows nothing of that. */
    private static HubSettings before(Map<String, Object> properties) {
        return LastAccepted.before(HubConfiguration.PID, properties)
                .map(accepted -> HubSettingsParser.parse(accepted, HubConfiguration.PID).settings()).orElse(HubSettings.DEFAULT);
    }

    private void apply(HubSettingsParser.Parsed parsed, Map<String, Object> properties) {
        if (parsed.settings() != null) {
            LastAccepted.keep(HubConfiguration.PID, properties);
        }
        refused = parsed.settings() == null ? "new configuration refused: " + parsed.reason() : "";
        if (!refused.isEmpty()) {
            Refusals.log(LOG::error, LOG::debug, "event=hub-configuration-refused pid={} text=\"{}\"", HubConfiguration.PID, refused);
        }
    }

    @Deactivate
    void deactivate() {
        core.close();
        LOG.info("event=hub-stopped in_process_sessions={}", core.locals().all().size());
    }

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindAuthenticator(Authenticator authenticator) {
        core().authenticator(authenticator);
    }

    void unbindAuthenticator(Authenticator authenticator) {
        if (core().authenticator() == authenticator) {
            core().authenticator(null);
        }
    }

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindAuthorizer(Authorizer authorizer) {
        core().authorizer(authorizer);
    }

    void unbindAuthorizer(Authorizer authorizer) {
        if (core().authorizer() == authorizer) {
            core().authorizer(null);
        }
    }

    /** For {@link HubOfBundle}. */
    LocalSessions sessions() {
        return core.locals();
    }

    private Shared core() {
        return core.shared();
    }

    @Override
    public io.tidegate.transport.LoopHandler attach(io.tidegate.transport.Loop loop) {
        return core.attach(loop);
    }

    @Override
    public java.util.concurrent.CompletionStage<List<Client>> clients() {
        return view.clients();
    }

    @Override
    public java.util.concurrent.CompletionStage<List<Subscribed>> subscriptions() {
        return view.subscriptions();
    }

    @Override
    public java.util.concurrent.CompletionStage<List<DeadLetter>> list(String session, int max) {
        return core.deadLetters().list(session, max);
    }

    @Override
    public java.util.concurrent.CompletionStage<SummaryPage> page(String session, String after, int max) {
        return core.deadLetters().page(session, after, max);
    }

    @Override
    public java.util.concurrent.CompletionStage<List<String>> sessionNames() {
        return core.deadLetters().sessionNames();
    }

    @Override
    public java.util.concurrent.CompletionStage<java.util.Optional<DeadLetter>> show(String id) {
        return core.deadLetters().show(id);
    }

    @Override
    public java.util.concurrent.CompletionStage<Boolean> replay(String id) {
        return core.deadLetters().replay(id);
    }

    @Override
    public java.util.concurrent.CompletionStage<Boolean> purge(String id) {
        return core.deadLetters().purge(id);
    }

    @Override
    public java.util.concurrent.CompletionStage<Integer> purge(List<String> ids) {
        return core.deadLetters().purge(ids);
    }

    @Override
    public List<Problem> check(ProposedConfiguration all) {
        List<Problem> problems = new ArrayList<>();
        for (ProposedConfiguration.Entry e : all.ofPid(HubConfiguration.PID)) {
            problems.addAll(HubSettingsParser.parse(e.properties(), e.source()).problems());
        }
        return problems;
    }

    @Override
    public List<StatusRow> rows() {
        Map<String, String> details = new LinkedHashMap<>();
        long received = 0;
        long sent = 0;
        long dropped = 0;
        long expired = 0;
        for (Shard s : core.shared().shards()) {
            received += s.received;
            sent += s.sent;
            dropped += s.dropped;
            expired += s.expired;
        }
        details.put("loops", Integer.toString(core.loops()));
        details.put("received", Long.toString(received));
        details.put("sent", Long.toString(sent));
        details.put("dropped", Long.toString(dropped + core.locals().all().stream().mapToLong(LocalSession::dropped).sum()));
        details.put("expired", Long.toString(expired));
        details.put("retained", Integer.toString(core.shared().retained.size()));
        details.put("retained.bytes", Long.toString(core.shared().retained.bytes()));
        details.put("refused", Long.toString(core.shared().publishRefused.get()));
        boolean waiting = core.loops() == 0 || core.shared().authenticator() == null;
        String reason = core.loops() == 0 ? "no transport" : core.shared().authenticator() == null
                ? "nobody to decide who a client is" : refused;
        List<StatusRow> rows = new ArrayList<>(Orphans.rows(core.locals()));
        rows.add(StatusRow.of("hub", "hub", waiting ? Status.WAITING : Status.RUNNING, since)
                .withReason(reason).withDetails(details).withPids(List.of(HubConfiguration.PID)));
        return rows;
    }
}
