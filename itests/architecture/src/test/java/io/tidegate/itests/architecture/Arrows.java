package io.tidegate.itests.architecture;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Who may import whom: the complete table, read by {@link ArchitectureIT}. Changing it is a decision about the architecture. */
final class Arrows {
    /** Importer to imported; what is not named here imports none of ours. */
    private static final Map<String, String> OURS = Map.ofEntries(
        Map.entry("transport.api", "mqtt.api"),
        Map.entry("store.api", "mqtt.api"),
        Map.entry("hub.api", "mqtt.api"),
        Map.entry("transport.netty", "transport.api"),
        Map.entry("store.file", "store.api"),
        Map.entry("store.memory", "store.api"),
        Map.entry("auth.file", "hub.api"),
        Map.entry("hub", "hub.api store.api transport.api"),
        Map.entry("rule", "hub.api function.api"),
        Map.entry("bridge", "hub.api"),
        Map.entry("function", "function.api"),
        Map.entry("runtime.*", "function.api"),
        Map.entry("shell", "hub.api function.api"));

    private static final Set<String> FOR_EVERY_PROVIDER = Set.of("status.api", "config.api");
    private static final Set<String> BRING_MQTT = Set.of("hub.api", "store.api", "transport.api");

    /** Third parties by the beginning of their packages, and the bundles they live in. */
    private static final Map<String, List<String>> ROOMS = Map.ofEntries(
        Map.entry("io.netty.", List.of("transport.netty")),
        Map.entry("org.snakeyaml.", List.of("config.yaml")),
        Map.entry("com.google.gson", List.of("hub", "rule", "function", "runtime.java", "runtime.sql", "shell")),
        Map.entry("org.eclipse.paho.", List.of("bridge")),
        Map.entry("org.apache.felix.fileinstall", List.of("deploy")),
        Map.entry("org.apache.felix.cm.json", List.of("deploy")),
        Map.entry("org.apache.felix.utils.properties", List.of("deploy")),
        Map.entry("org.ops4j.pax.logging", List.of("log")),
        Map.entry("org.apache.karaf.features", List.of("deploy")),
        Map.entry("org.apache.karaf.shell.", List.of("shell")),
        Map.entry("org.apache.karaf.jaas.", List.of("shell")));

    private static final List<String> FREE = List.of("java.", "org.osgi.", "org.slf4j");

    private Arrows() {}

    /** The names of our bundles that {@code importer} may import. */
    static Set<String> ours(String importer) {
        Set<String> allowed = new TreeSet<>(Arrays.asList(row(importer).split(" ")));
        allowed.remove("");
        if (!importer.endsWith(".api")) {
            allowed.addAll(FOR_EVERY_PROVIDER);
            if (allowed.stream().anyMatch(BRING_MQTT::contains)) {
                allowed.add("mqtt.api");
            }
        }
        return allowed;
    }

    private static String row(String importer) {
        String family = importer.startsWith("runtime.") ? "runtime.*" : importer;
        return OURS.getOrDefault(family, "");
    }

    /** Whether a package that is not ours may be imported by {@code importer}. */
    static boolean thirdParty(String importer, String name) {
        return isFree(name) || ROOMS.entrySet().stream()
            .anyMatch(room -> name.startsWith(room.getKey()) && room.getValue().contains(importer));
    }

    /** What needs no room: Java itself, OSGi and the logging facade. */
    static boolean isFree(String name) {
        return FREE.stream().anyMatch(name::startsWith)
            || ModuleLayer.boot().modules().stream().anyMatch(module -> module.getPackages().contains(name));
    }
}
