package io.tidegate.log.internal.backend;

import io.tidegate.log.internal.line.Level;
import java.io.IOException;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationException;
import org.osgi.service.cm.ConfigurationPlugin;
import org.osgi.service.cm.ManagedService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets levels of the container's logging, which offers no LoggerAdmin: it adds them to every delivery of the configuration
 * {@value #BACKEND} (a ConfigurationPlugin), and when they change it delivers that configuration itself. The configuration
 * and its file stay as the operator wrote them, so when this is gone, so are the levels.
 *
 * <p>The container's logging begins anew with each delivery and takes no lines meanwhile, for some tens of milliseconds. So
 * it happens on the calling thread: what is configured after a log begins when the log is ready, and loses no line. Any
 * thread, one delivery at a time.
 */
@Component(service = {Levels.class, ConfigurationPlugin.class}, immediate = true,
        property = {ConfigurationPlugin.CM_TARGET + "=" + Levels.BACKEND, ConfigurationPlugin.CM_RANKING + ":Integer=900"})
public final class Levels implements ConfigurationPlugin {
    static final String BACKEND = "org.ops4j.pax.logging";
    private static final Logger LOG = LoggerFactory.getLogger(Levels.class);
    private static final Map<String, Object> UNKNOWN = Map.of("unknown", "");

    private final ConfigurationAdmin admin;
    private final Object delivery = new Object();
    private final Object lock = new Object();
    /** By owner, then by logger. Guarded by lock. */
    private final Map<Object, Map<String, Level>> wanted = new HashMap<>();
    private volatile ServiceReference<ManagedService> reference;
    private volatile ManagedService backend;
    private volatile String fault = "";
    private volatile boolean ended;
    /** What was added last; {@link #UNKNOWN} since somebody else was given other ones. */
    private volatile Map<String, Object> delivered = Map.of();

    @Activate
    public Levels(@Reference ConfigurationAdmin admin) {
        this.admin = admin;
    }

    /** DYNAMIC: the container's logging may be replaced; levels then wait. */
    @Reference(target = "(service.pid=" + BACKEND + ")", cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindBackend(ServiceReference<ManagedService> newReference, ManagedService service) {
        reference = newReference;
        backend = service;
        deliver();
    }

    void unbindBackend(ServiceReference<ManagedService> oldReference) {
        if (oldReference.equals(reference)) {
            backend = null;
            reference = null;
        }
    }

    /** What an owner wants from now on; an empty map gives its levels back. In force on return, or {@link #fault} says why not. */
    public void want(Object owner, Map<String, Level> levels) {
        synchronized (lock) {
            Map<String, Level> before = levels.isEmpty() ? wanted.remove(owner) : wanted.put(owner, Map.copyOf(levels));
            if (levels.equals(before == null ? Map.of() : before)) {
                return;
            }
        }
        deliver();
    }

    /** Why levels are not in force; empty when they are. */
    public String fault() {
        return fault;
    }

    private Map<String, Level> wanted() {
        synchronized (lock) {
            Map<String, Level> all = new HashMap<>();
            wanted.values().forEach(one -> one.forEach((logger, level) -> all.merge(logger, level, (a, b) -> a.reaches(b) ? b : a)));
            return all;
        }
    }

    @Override
    public void modifyConfiguration(ServiceReference<?> to, Dictionary<String, Object> properties) {
        if (!ended) {
            Map<String, Object> additions = LevelPlan.additions(map(properties), wanted());
            additions.forEach(properties::put);
            delivered = additions.equals(delivered) ? additions : UNKNOWN;
        }
    }

    private static Map<String, Object> map(Dictionary<String, Object> properties) {
        Map<String, Object> map = new HashMap<>();
        Collections.list(properties.keys()).forEach(key -> map.put(key, properties.get(key)));
        return map;
    }

    private void deliver() {
        synchronized (delivery) {
            deliverNow();
        }
    }

    private void deliverNow() {
        ServiceReference<ManagedService> to = reference;
        ManagedService service = backend;
        if (to == null || service == null) {
            fault = wanted().isEmpty() ? "" : "level: the container's logging is not there";
            return;
        }
        try {
            push(to, service);
        } catch (IOException | InvalidSyntaxException | ConfigurationException | RuntimeException e) {
            if (fault.isEmpty()) {
                LOG.error("event=levels-not-set reason=\"{}\"", e.toString(), e);
            }
            fault = "level: the container's logging refused it: " + e.getMessage();
        }
    }

    private void push(ServiceReference<ManagedService> to, ManagedService service)
            throws IOException, InvalidSyntaxException, ConfigurationException {
        Configuration[] found = admin.listConfigurations("(service.pid=" + BACKEND + ")");
        Dictionary<String, Object> own = found == null ? null : found[0].getProperties();
        if (own == null || !LevelPlan.understands(map(own))) {
            fault = wanted().isEmpty() ? "" : "level: " + BACKEND + " has no Log4j 2 configuration, so its levels stay";
            return;
        }
        fault = "";
        Map<String, Object> additions = LevelPlan.additions(map(own), ended ? Map.of() : wanted());
        if (additions.equals(delivered)) {
            return;
        }
        Dictionary<String, Object> whole = found[0].getProcessedProperties(to);
        delivered = additions;
        try {
            service.updated(whole);
        } catch (ConfigurationException | RuntimeException e) {
            delivered = UNKNOWN; // it is to be tried again, not taken for done
            throw e;
        }
        LOG.info("event=levels-set loggers={}",
                additions.entrySet().stream().filter(e -> e.getKey().endsWith(".name")).map(e -> e.getValue().toString()).toList());
    }

    /** Gives all levels back. */
    @Deactivate
    void deactivate() {
        ended = true;
        synchronized (lock) {
            wanted.clear();
        }
        deliver();
    }
}
