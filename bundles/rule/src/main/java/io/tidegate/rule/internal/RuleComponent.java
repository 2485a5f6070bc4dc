package io.tidegate.rule.internal;

import io.tidegate.config.LastAccepted;
import io.tidegate.hub.Hub;
import io.tidegate.rule.internal.config.RuleSettings;
import io.tidegate.rule.internal.time.Control;
import io.tidegate.status.StatusRow;
import io.tidegate.status.StatusSource;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** One rule for each configuration {@code io.tidegate.rule~CLIENTID}. */
@Component(configurationPid = RuleSettings.PID, configurationPolicy = ConfigurationPolicy.REQUIRE, immediate = true,
        service = StatusSource.class, property = StatusRows.OWNER + "=rule")
@Designate(ocd = RuleComponent.Configuration.class, factory = true)
public final class RuleComponent implements StatusSource {
    private final String pid;
    private final Rule rule;

    /** The keys, for tools; they are read from the raw properties, so that an error can name key and value. */
    @ObjectClassDefinition(name = "Tidegate rule", description = "Hands messages to a function and publishes its results")
    @interface Configuration {
        @AttributeDefinition(required = false, description = "names the rule and its session; no client may connect with it. "
                + "Default: NAME of the file. Allowed: text. In force: live; the new name begins a new session")
        String clientid();

        @AttributeDefinition(description = "what is taken. Allowed: Topic Filter. In force: live")
        String subscribe_topic();

        @AttributeDefinition(description = "highest QoS at which it is taken. Allowed: 0, 1, 2. In force: live")
        int subscribe_qos() default 0;

        @AttributeDefinition(description = "`name` of the function to call. Allowed: name. In force: live")
        String function();

        @AttributeDefinition(required = false, description = "where results go; without it they are dropped. "
                + "Default: none. Allowed: Topic Name. In force: live")
        String publish_topic();

        @AttributeDefinition(description = "QoS of results, at most that of the input. Allowed: 0, 1, 2. In force: live")
        int publish_qos() default 0;

        @AttributeDefinition(description = "attempts in all where the worker died or timed out. Allowed: 1 to 1000. In force: live")
        int retry_max() default 3;

        @AttributeDefinition(description = "what becomes of a message without a result: kept for `dlq:list`, or the error as JSON to "
                + "`publish.topic`; a Baetyl tree sets `publish`. Allowed: `deadletter`, `publish`. In force: live",
                options = {@Option("deadletter"), @Option("publish")})
        String onerror() default "deadletter";

        @AttributeDefinition(required = false, description = "whose permissions count; without it the rule may subscribe its filter and publish "
                + "its topic, nothing else. Default: none. Allowed: name of a principal. In force: live")
        String username();

        @AttributeDefinition(description = "whether `publish.topic` may match `subscribe.topic`; a Baetyl tree sets `allowed`, with a warning. "
                + "Allowed: `refused`, `allowed`. In force: live",
                options = {@Option("refused"), @Option("allowed")})
        String loop() default "refused";

        @AttributeDefinition(description = "messages that the rule holds at a time; of large ones fewer, for all rules and routes together "
                + "hold 16 MiB, beside one each. Allowed: 1 to 65535. In force: live")
        int inflight_max() default 64;
    }

    /**
     * @param hub STATIC: the session is the hub's; when it goes, so does this rule, and the session rests in the store
     * @param functions STATIC, but of this bundle: in it functions come and go while the rule stays
     */
    @Activate
    public RuleComponent(@Reference Hub hub, @Reference FunctionDirectory functions, @Reference ClientIds clientIds,
            @Reference UnconfiguredSessions unconfigured, @Reference Control control, Map<String, Object> properties) {
        pid = String.valueOf(properties.get(Constants.SERVICE_PID));
        rule = new Rule(pid,
                new Rule.Surroundings(hub, functions, clientIds, unconfigured, control, Clock.systemUTC()));
        LastAccepted.before(pid, properties).ifPresent(rule::resume);
        rule.configure(properties);
    }

    @Modified
    public void modified(Map<String, Object> properties) {
        rule.configure(properties);
    }

    @Deactivate
    public void deactivate(int reason) {
        rule.close(LastAccepted.deactivated(pid, reason));
    }

    @Override
    public List<StatusRow> rows() {
        return List.of(rule.row());
    }
}
