package io.tidegate.deploy.internal.etc;

import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What a configuration says, without the keys that only tell where it is from. Stateless. */
final class Values {
    static final String FILE = "felix.fileinstall.filename";
    private static final Set<String> ABOUT = Set.of(FILE, "service.pid", "service.factoryPid");

    private Values() {
    }

    static Map<String, Object> of(Dictionary<String, Object> properties) {
        Map<String, Object> values = new HashMap<>();
        Collections.list(properties.keys()).forEach(key -> values.put(key, properties.get(key)));
        return without(values);
    }

    /** Karaf's console writes where a file is into that file. */
    static Map<String, Object> without(Map<String, Object> values) {
        values.keySet().removeAll(ABOUT);
        return values;
    }

    static boolean equal(Map<String, Object> one, Map<String, Object> other) {
        return one.keySet().equals(other.keySet()) && one.entrySet().stream().allMatch(e -> equal(e.getValue(), other.get(e.getKey())));
    }

    static boolean equal(Object one, Object other) {
        return Objects.deepEquals(one, other);
    }
}
