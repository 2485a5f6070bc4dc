package io.tidegate.function.internal.launch;

import io.tidegate.function.internal.config.FunctionConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A worker's environment: four variables of the gateway's, the service's own, and the model's, which win. Never the
 * gateway's whole environment: what is secret there stays there.
 */
public final class WorkerEnvironment {
    private static final List<String> INHERITED = List.of("PATH", "HOME", "LANG", "TZ");
    private static final String INSTANCE = "BAETYL_SERVICE_INSTANCE_NAME";
    private static final String OLD_INSTANCE = "OPENEDGE_SERVICE_INSTANCE_NAME";

    private final Map<String, String> gateway;
    private final String hostId;

    /** @param gateway the gateway's own environment */
    public WorkerEnvironment(Map<String, String> gateway) {
        this.gateway = gateway;
        this.hostId = hostId();
    }

    /** What all workers of a function have in common; enters the fingerprint. */
    public Map<String, String> of(FunctionConfig config) {
        Map<String, String> all = new TreeMap<>();
        all.put("LANG", "C.UTF-8");
        INHERITED.forEach(name -> {
            String value = gateway.get(name);
            if (value != null && !value.isEmpty()) {
                all.put(name, value);
            }
        });
        all.putAll(config.environment());
        String service = serviceName(config);
        all.put("BAETYL_HOST_ID", hostId);
        all.put("OPENEDGE_HOST_ID", hostId);
        all.put("BAETYL_HOST_OS", hostOs());
        all.put("OPENEDGE_HOST_OS", hostOs());
        all.put("BAETYL_SERVICE_MODE", "native");
        all.put("OPENEDGE_RUNNING_MODE", "native");
        all.put("BAETYL_SERVICE_NAME", service);
        all.put("OPENEDGE_SERVICE_NAME", service);
        all.remove(INSTANCE);
        all.remove(OLD_INSTANCE);
        return all;
    }

    /** What one worker has beyond that. */
    static Map<String, String> ofInstance(String instance) {
        return Map.of(INSTANCE, instance, OLD_INSTANCE, instance);
    }

    /** The service's name; a function without a service is its own. */
    public static String serviceName(FunctionConfig config) {
        return config.service().isEmpty() ? config.name() : config.service();
    }

    private static String hostOs() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        return os.startsWith("mac") ? "darwin" : os.startsWith("windows") ? "windows" : os.replace(' ', '-');
    }

    private static String hostId() {
        try {
            Path machine = Path.of("/etc/machine-id");
            return Files.isReadable(machine) ? Files.readString(machine).trim() : InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "unknown"; // a host without a name and without an id: nothing depends on it
        }
    }
}
