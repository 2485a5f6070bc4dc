package io.tidegate.store.memory.internal;

import io.tidegate.config.LastAccepted;
import io.tidegate.status.StatusRow;
import io.tidegate.status.StatusSource;
import io.tidegate.store.Store;
import java.time.Clock;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Ties {@link MemoryStoreKeeper} to its configuration. It is always there to say how the store is; the {@link Store}
 * service is registered by hand, because only the configuration tells whether there is one.
 */
@Component(service = StatusSource.class, immediate = true, configurationPid = StoreSettings.PID,
        configurationPolicy = ConfigurationPolicy.OPTIONAL)
@Designate(ocd = MemoryStoreComponent.Configuration.class)
public final class MemoryStoreComponent implements StatusSource {
    private final MemoryStoreKeeper keeper;

    /** Documents the keys; read through {@link StoreSettings}, which says more precisely what is wrong. */
    @ObjectClassDefinition(name = "Tidegate store", description = "Where messages and sessions are kept")
    @interface Configuration {
        @AttributeDefinition(description = "which store is used: `file` keeps on disk, `memory` forgets at a restart. "
                + "Allowed: `file`, `memory`. In force: live; the hub pauses, clients of kept sessions reconnect, messages do not move over")
        String kind() default StoreSettings.FILE;

        @AttributeDefinition(description = "how much is kept: above 90 % new messages are refused, at 100 % what rules make; "
                + "in memory it should be at most a third of the heap. Allowed: size, `1m` to `64g`. In force: live")
        String quota() default "32m";
    }

    @Activate
    public MemoryStoreComponent(BundleContext context, Map<String, Object> properties) {
        keeper = new MemoryStoreKeeper(Clock.systemUTC(), store -> register(context, store));
        LastAccepted.before(StoreSettings.PID, properties).ifPresent(keeper::configure);
        keeper.configure(properties);
    }

    private static Runnable register(BundleContext context, Store store) {
        Dictionary<String, Object> facts = new Hashtable<>(Map.of("kind", StoreSettings.MEMORY));
        ServiceRegistration<Store> registration = context.registerService(Store.class, store, facts);
        return () -> unregister(registration);
    }

    private static void unregister(ServiceRegistration<Store> registration) {
        try {
            registration.unregister();
        } catch (IllegalStateException e) {
            // The framework had done so already: the bundle stops.
            return;
        }
    }

    @Modified
    public void modified(Map<String, Object> properties) {
        keeper.configure(properties);
    }

    @Deactivate
    public void deactivate() {
        keeper.close();
    }

    @Override
    public List<StatusRow> rows() {
        return keeper.rows();
    }
}
