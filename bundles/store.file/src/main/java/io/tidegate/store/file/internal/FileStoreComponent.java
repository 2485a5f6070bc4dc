package io.tidegate.store.file.internal;

import io.tidegate.config.LastAccepted;
import io.tidegate.status.StatusRow;
import io.tidegate.status.StatusSource;
import io.tidegate.store.Store;
import java.nio.file.Path;
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
 * Ties {@link FileStoreKeeper} to its configuration. It is always there to say how the store is; the {@link Store}
 * service is registered by hand, because only the configuration and the disk tell whether there is one.
 */
@Component(service = StatusSource.class, immediate = true, configurationPid = StoreSettings.PID,
        configurationPolicy = ConfigurationPolicy.OPTIONAL)
@Designate(ocd = FileStoreComponent.Configuration.class)
public final class FileStoreComponent implements StatusSource {
    private final FileStoreKeeper keeper;

    /** Documents the keys; read through {@link StoreSettings}, which says more precisely what is wrong. */
    @ObjectClassDefinition(name = "Tidegate store", description = "Where messages and sessions are kept")
    @interface Configuration {
        @AttributeDefinition(description = "which store is used: `file` keeps on disk, `memory` forgets at a restart. "
                + "Allowed: `file`, `memory`. In force: live; the hub pauses, clients of kept sessions reconnect, messages do not move over")
        String kind() default StoreSettings.FILE;

        @AttributeDefinition(description = "what all files together may take; less than half of it may live. "
                + "Allowed: size, `64m` to `1t`. In force: live; where it does not go with the files that are there, the hub pauses "
                + "while the store is opened anew")
        String quota() default "1g";

        @AttributeDefinition(description = "when an answered message is on the disk: before it is answered, every so many "
                + "milliseconds, when the system likes. Allowed: `always`, `interval(1)` to `interval(60000)`, `os`. In force: live; "
                + "the hub pauses while the store is opened anew, connections stay")
        String durability() default "always";

        @AttributeDefinition(description = "relative to the gateway's data; empty is `store` there. "
                + "Allowed: directory. In force: live; the hub pauses, clients of kept sessions reconnect, messages do not move over")
        String dir() default "";
    }

    @Activate
    public FileStoreComponent(BundleContext context, Map<String, Object> properties) {
        String data = context.getProperty("karaf.data");
        Path base = data == null ? context.getDataFile("").toPath() : Path.of(data);
        keeper = new FileStoreKeeper(Clock.systemUTC(), base, RealDisk::lock,
                FileStoreKeeper.FIRST_PAUSE_MILLIS, store -> register(context, store));
        LastAccepted.before(StoreSettings.PID, properties).ifPresent(keeper::configure);
        keeper.configure(properties);
    }

    private static Runnable register(BundleContext context, Store store) {
        Dictionary<String, Object> facts = new Hashtable<>(Map.of("kind", StoreSettings.FILE));
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
