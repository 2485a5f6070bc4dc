package io.tidegate.auth.file.internal;

import io.tidegate.config.LastAccepted;
import java.util.Map;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** One entry in the table for each configuration {@code io.tidegate.principal~USER}. */
@Component(configurationPid = Principal.PID, configurationPolicy = ConfigurationPolicy.REQUIRE, immediate = true, service = {})
@Designate(ocd = PrincipalComponent.Configuration.class, factory = true)
public final class PrincipalComponent {
    private final AuthComponent table;
    private final String pid;

    /** The keys, for tools; they are read from the raw properties, so that an error can name key and value. */
    @ObjectClassDefinition(name = "Tidegate principal", description = "Somebody who may connect, and what they may do")
    @interface Configuration {
        @AttributeDefinition(required = false, description = "as sent in CONNECT. Default: NAME of the file. "
                + "Allowed: text. In force: reconnects these clients: who is connected by the earlier one")
        String username();

        @AttributeDefinition(type = AttributeType.PASSWORD, description = "the text that the console command `gateway:password` prints; "
                + "a plain word is refused. Allowed: `pbkdf2-sha256:ITERATIONS:SALT:HASH`. "
                + "In force: reconnects these clients: who is connected by the earlier one, also where the word is the same and its text another")
        String password();

        @AttributeDefinition(required = false, description = "what may be published to. Default: nothing. Allowed: list of Topic Filters. In force: live")
        String[] pub();

        @AttributeDefinition(required = false, description = "what may be subscribed to; `one/+` does not permit `one/#`. Default: nothing. "
                + "Allowed: list of Topic Filters. In force: live, also for subscriptions that are there")
        String[] sub();
    }

    /** @param table STATIC, of this bundle: it lives as long */
    @Activate
    public PrincipalComponent(@Reference AuthComponent table, Map<String, Object> properties) {
        this.table = table;
        this.pid = String.valueOf(properties.get(Constants.SERVICE_PID));
        table.put(pid, properties);
    }

    @Modified
    public void modified(Map<String, Object> properties) {
        table.put(pid, properties);
    }

    /** While the bundle stops, the table stays whole until its services are gone: nobody is refused for a swap. */
    @Deactivate
    public void deactivate(int reason) {
        if (LastAccepted.deactivated(pid, reason)) {
            table.remove(pid);
        }
    }
}
