package io.tidegate.config;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Dictionary;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * What ConfigAdmin holds of a factory, for a component that must know all of it before it offers anything: during a swap the
 * instances come one by one. Stateless.
 */
@ProviderType
public final class PresentConfigurations {
    private PresentConfigurations() {
    }

    /**
     * Asks once. May wait for ConfigAdmin, never for long.
     *
     * @param asker in whose name is asked: what is asked for in nobody's keeps its placeholders, so that no secret is printed
     * @return by PID, in the order of PIDs, with placeholders such as {@code $[secret:FILE]} filled in, as a component gets them
     * @throws IOException when ConfigAdmin does not tell; the instances come one by one then
     */
    public static Map<String, Map<String, Object>> of(ConfigurationAdmin admin, ServiceReference<?> asker, String factoryPid) throws IOException {
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        try {
            Configuration[] found = admin.listConfigurations("(service.factoryPid=" + factoryPid + ")");
            Arrays.stream(found == null ? new Configuration[0] : found).sorted(Comparator.comparing(Configuration::getPid)).forEach(one -> {
                Dictionary<String, Object> properties = one.getProcessedProperties(Objects.requireNonNull(asker));
                if (properties != null) { // null: created, not filled yet
                    all.put(one.getPid(), map(properties));
                }
            });
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException("no PID: " + factoryPid, e);
        }
        return all;
    }

    private static Map<String, Object> map(Dictionary<String, Object> properties) {
        Map<String, Object> map = new LinkedHashMap<>();
        Collections.list(properties.keys()).forEach(key -> map.put(key, properties.get(key)));
        return map;
    }
}
