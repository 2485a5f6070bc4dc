package io.tidegate.store.file.internal;

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
        @AttributeDefinition(description = "file: on disk, survives a restart. memory: forgets at restart.")
        String kind() default StoreSettings.FILE;

        @AttributeDefinition(description = "How much disk all files of the store may take, 64m to 1t; less than half of "
                + "it may live. Changes when the store is opened next.")
        String quota() default "1g";

        @AttributeDefinition(description = "When an answered message is on the disk: always (before it is answered), "
                + "interval(MILLISECONDS), os. Changes when the store is opened next.")
        String durability() default "always";

        @AttributeDefinition(description = "Directory; relative to, and by default `store` in, the gateway's data. "
                + "Changes when the store is opened next.")
        String dir() default "";
    }

    @Activate
    public FileStoreComponent(BundleContext context, Map<String, Object> properties) {
        String data = context.getProperty("karaf.data");
        Path base = data == null ? context.getDataFile("").toPath() : Path.of(data);
        keeper = new FileStoreKeeper(Clock.systemUTC(), base, store -> register(context, store));
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
