package io.tidegate.function.internal;

import io.tidegate.config.LastAccepted;
import io.tidegate.function.Function;
import io.tidegate.function.internal.config.FunctionConfig;
import io.tidegate.function.spi.RuntimeAdapter;
import io.tidegate.status.StatusRow;
import io.tidegate.status.StatusSource;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/**
 * One configured function: wires {@link ManagedFunction} to the framework. Offers a {@link Function} service while the
 * function takes calls, and its rows always, so that one that cannot run is in the lists with its reason.
 */
@Component(service = StatusSource.class, configurationPid = FunctionConfig.FACTORY_PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = FunctionSettings.class, factory = true)
public final class FunctionComponent implements StatusSource {
    private final BundleContext context;
    private final String pid;
    private final ManagedFunction function;
    private final Object offerLock = new Object();
    private ServiceRegistration<Function> registration; // guarded by offerLock
    private Function registered; // guarded by offerLock

    /**
     * Never throws for what is configured.
     *
     * @param common STATIC: it is of this bundle
     */
    @Activate
    public FunctionComponent(BundleContext context, Map<String, Object> properties, @Reference Common common) {
        this.context = context;
        this.pid = String.valueOf(properties.get(Constants.SERVICE_PID));
        this.function = new ManagedFunction(common, pid, this::offer);
        LastAccepted.before(pid, properties).ifPresent(function::resume);
        function.configure(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        function.configure(properties);
    }

    /** DYNAMIC: workers outlive the adapter that planned them; only new launches wait for it. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addAdapter(RuntimeAdapter adapter, Map<String, Object> properties) {
        function.addAdapter(adapter, properties);
    }

    void updatedAdapter(RuntimeAdapter adapter, Map<String, Object> properties) {
        function.addAdapter(adapter, properties);
    }

    void removeAdapter(RuntimeAdapter adapter) {
        function.removeAdapter(adapter);
    }

    @Deactivate
    void deactivate(int reason) {
        function.close(); // first: it keeps what is proven by then
        LastAccepted.deactivated(pid, reason);
    }

    @Override
    public List<StatusRow> rows() {
        return function.rows();
    }

    /** Registers or withdraws the service, whichever is due; nothing else is guarded by this lock. */
    private void offer() {
        synchronized (offerLock) {
            ManagedFunction.Offered now = function.offered();
            if (registration != null && now.service() != registered) { // by the service: a name may have gone and come back
                registration.unregister();
                registration = null;
            }
            if (now.name() != null && registration == null) {
                Hashtable<String, Object> properties = new Hashtable<>();
                properties.put(Function.NAME, now.name());
                registered = now.service();
                registration = context.registerService(Function.class, now.service(), properties);
            }
        }
    }
}
