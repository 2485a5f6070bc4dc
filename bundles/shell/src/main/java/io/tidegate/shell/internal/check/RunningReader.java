package io.tidegate.shell.internal.check;

import io.tidegate.config.InstanceName;
import io.tidegate.shell.internal.check.Running.Origin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Dictionary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Reads from ConfigAdmin what is in force. Any thread. */
final class RunningReader {
    static final String PREFIX = "io.tidegate.";
    static final String TREE_MARK = "tidegate.source";
    static final String ETC_MARK = "felix.fileinstall.filename";

    private RunningReader() {
    }

    static List<Running> read(ConfigurationAdmin admin) {
        try {
            Configuration[] found = admin.listConfigurations("(service.pid=" + PREFIX + "*)");
            List<Running> all = new ArrayList<>();
            Arrays.stream(found == null ? new Configuration[0] : found).filter(c -> c.getProperties() != null)
                    .sorted(Comparator.comparing(Configuration::getPid)).forEach(c -> all.add(of(c.getPid(), map(c.getProperties()))));
            return all;
        } catch (IOException | InvalidSyntaxException e) {
            throw new IllegalStateException("the configurations cannot be read", e);
        }
    }

    private static Map<String, Object> map(Dictionary<String, Object> dictionary) {
        Map<String, Object> map = new LinkedHashMap<>();
        Collections.list(dictionary.keys()).forEach(key -> map.put(key, dictionary.get(key)));
        return map;
    }

    static Running of(String pid, Map<String, Object> properties) {
        String file = String.valueOf(properties.getOrDefault(ETC_MARK, ""));
        String name = file.substring(file.lastIndexOf('/') + 1);
        if (!file.isEmpty()) {
            return new Running(InstanceName.pid(pid, properties), properties, Origin.ETC, "etc/" + name);
        }
        Object source = properties.get(TREE_MARK);
        return source != null ? new Running(pid, properties, Origin.TREE, source.toString())
                : new Running(InstanceName.pid(pid, properties), properties, Origin.OTHER, pid);
    }
}
