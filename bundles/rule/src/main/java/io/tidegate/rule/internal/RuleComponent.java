package io.tidegate.rule.internal;

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
    /** Why a component goes: its configuration was deleted (DS 112.5.14). */
    private static final int CONFIGURATION_DELETED = 4;
    private final Rule rule;

    /** The keys, for tools; they are read from the raw properties, so that an error can name key and value. */
    @ObjectClassDefinition(name = "Tidegate rule", description = "Hands messages to a function and publishes its results")
    @interface Configuration {
        @AttributeDefinition(required = false, description = "client identifier; default: the NAME of the configuration")
        String clientid();

        @AttributeDefinition(description = "Topic Filter to subscribe to")
        String subscribe_topic();

        @AttributeDefinition(description = "highest QoS wanted, 0 to 2")
        int subscribe_qos() default 0;

        @AttributeDefinition(description = "name of the function to call")
        String function();

        @AttributeDefinition(required = false, description = "Topic Name for results; absent: no result is published")
        String publish_topic();

        @AttributeDefinition(description = "highest QoS of results, 0 to 2")
        int publish_qos() default 0;

        @AttributeDefinition(description = "attempts in all where the worker died or timed out, 1 to 1000")
        int retry_max() default 3;

        @AttributeDefinition(description = "what becomes of a message without result",
                options = {@Option("deadletter"), @Option("publish")})
        String onerror() default "deadletter";

        @AttributeDefinition(required = false, description = "principal whose permissions count; absent: own filter and topic only")
        String username();

        @AttributeDefinition(description = "whether publish.topic may match subscribe.topic",
                options = {@Option("refused"), @Option("allowed")})
        String loop() default "refused";

        @AttributeDefinition(description = "deliveries asked from the hub at a time, 1 to 65535")
        int inflight_max() default 64;
    }

    /**
     * @param hub STATIC: the session is the hub's; when it goes, so does this rule, and the session rests in the store
     * @param functions STATIC, but of this bundle: in it functions come and go while the rule stays
     */
    @Activate
    public RuleComponent(@Reference Hub hub, @Reference FunctionDirectory functions, @Reference ClientIds clientIds,
            @Reference UnconfiguredSessions unconfigured, @Reference Control control, Map<String, Object> properties) {
        rule = new Rule(String.valueOf(properties.get(Constants.SERVICE_PID)),
                new Rule.Surroundings(hub, functions, clientIds, unconfigured, control, Clock.systemUTC()));
        rule.configure(properties);
    }

    @Modified
    public void modified(Map<String, Object> properties) {
        rule.configure(properties);
    }

    @Deactivate
    public void deactivate(int reason) {
        rule.close(reason == CONFIGURATION_DELETED);
    }

    @Override
    public List<StatusRow> rows() {
        return List.of(rule.row());
    }
}
