package io.tidegate.transport.netty.internal.component;

import io.tidegate.config.LastAccepted;
import io.tidegate.status.StatusRow;
import io.tidegate.status.StatusSource;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** One listener per configuration {@code io.tidegate.listener~NAME}. Never fails to come up for what is configured: its row says it. */
@Component(configurationPid = ListenerConfig.PID, configurationPolicy = ConfigurationPolicy.REQUIRE, immediate = true,
        service = StatusSource.class)
@Designate(ocd = ListenerComponent.Options.class, factory = true)
public final class ListenerComponent implements StatusSource {
    /** Framework property that overrides the host part of every listener. */
    static final String BIND = "tidegate.bind";

    /** What can be configured. */
    @ObjectClassDefinition(name = "Tidegate listener", description = "Where clients connect.")
    public @interface Options {
        @AttributeDefinition(required = false, description = "shown in lists and messages. Default: NAME of the file. "
                + "Allowed: text. In force: live")
        String name();

        @AttributeDefinition(description = "HOST is an address of this machine, `0.0.0.0` for all; PORT 0 is any free one, shown in "
                + "`gateway:status`. Allowed: `tcp://HOST:PORT`. In force: live; who is connected stays")
        String address();

        @AttributeDefinition(required = false, description = "largest MQTT packet; a larger one ends that connection. "
                + "Allowed: size, 1 to 268435455. In force: live")
        String message_length_max() default "16m";
    }

    private final String pid;
    private final Listener listener;

    @Activate
    public ListenerComponent(@Reference Loops loops, BundleContext context, Map<String, Object> properties) {
        String bind = context.getProperty(BIND);
        pid = String.valueOf(properties.get("service.pid"));
        listener = loops.listener(pid,
                bind == null || bind.isBlank() ? null : bind.trim());
        LastAccepted.before(pid, properties).ifPresent(listener::resume);
        listener.configure(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        listener.configure(properties);
    }

    @Deactivate
    void deactivate(int reason) throws InterruptedException {
        LastAccepted.deactivated(pid, reason);
        listener.close();
    }

    @Override
    public List<StatusRow> rows() {
        return List.of(listener.row());
    }
}
