package io.tidegate.rule.internal.route;

import io.tidegate.config.LastAccepted;
import io.tidegate.rule.internal.config.RouteSettings;
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

/** One entry in the engine for each configuration {@code io.tidegate.route~NAME}. */
@Component(configurationPid = RouteSettings.PID, configurationPolicy = ConfigurationPolicy.REQUIRE, immediate = true, service = {})
@Designate(ocd = RouteComponent.Configuration.class, factory = true)
public final class RouteComponent {
    private final RouteEngine engine;
    private final String pid;

    /** The keys, for tools; they are read from the raw properties, so that an error can name key and value. */
    @ObjectClassDefinition(name = "Tidegate route", description = "Publishes messages of one topic to another")
    @interface Configuration {
        @AttributeDefinition(required = false, description = "shown in lists. Default: NAME of the file. Allowed: text. In force: live")
        String name();

        @AttributeDefinition(description = "what is taken. Allowed: Topic Filter. In force: live")
        String source_topic();

        @AttributeDefinition(description = "highest QoS at which it is taken; 0 makes every output QoS 0. Allowed: 0, 1, 2. In force: live")
        int source_qos() default 0;

        @AttributeDefinition(description = "where it goes. Allowed: Topic Name. In force: live")
        String target_topic();

        @AttributeDefinition(description = "QoS of what came at QoS 1 or 2. Allowed: 0, 1, 2. In force: live")
        int target_qos() default 0;
    }

    /** @param engine STATIC, of this bundle: it lives as long */
    @Activate
    public RouteComponent(@Reference RouteEngine engine, Map<String, Object> properties) {
        this.engine = engine;
        this.pid = String.valueOf(properties.get(Constants.SERVICE_PID));
        engine.put(pid, properties);
    }

    @Modified
    public void modified(Map<String, Object> properties) {
        engine.put(pid, properties);
    }

    /** While the bundle stops, the routes stay whole: what is away for a swap keeps its subscriptions. */
    @Deactivate
    public void deactivate(int reason) {
        if (LastAccepted.deactivated(pid, reason)) {
            engine.remove(pid);
        }
    }
}
