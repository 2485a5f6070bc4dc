package io.tidegate.shell.internal.ready;

import io.tidegate.config.InstanceName;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Reads {@link Configured} from ConfigAdmin. Any thread. */
final class ConfiguredReader {
    private final ConfigurationAdmin admin;

    ConfiguredReader(ConfigurationAdmin admin) {
        this.admin = admin;
    }

    Configured read() {
        return new Configured(
                of("io.tidegate.listener").stream().map(Configuration::getPid).toList(),
                of("io.tidegate.rule").stream().map(ConfiguredReader::rule).toList(),
                of("io.tidegate.principal").stream().map(ConfiguredReader::principal).toList());
    }

    private List<Configuration> of(String factoryPid) {
        try {
            Configuration[] found = admin.listConfigurations("(service.factoryPid=" + factoryPid + ")");
            return found == null ? List.of() : Arrays.stream(found).filter(c -> c.getProperties() != null)
                    .sorted(Comparator.comparing(Configuration::getPid)).toList();
        } catch (IOException | InvalidSyntaxException e) {
            throw new IllegalStateException("the configurations of " + factoryPid + " cannot be read", e);
        }
    }

    private static Configured.Rule rule(Configuration c) {
        Dictionary<String, Object> p = c.getProperties();
        return new Configured.Rule(text(p, "clientid", name(c)), text(p, "subscribe.topic", ""), text(p, "publish.topic", ""));
    }

    private static Configured.Principal principal(Configuration c) {
        Dictionary<String, Object> p = c.getProperties();
        String file = text(p, "felix.fileinstall.filename", "").replaceFirst("^file:", "");
        return new Configured.Principal(text(p, "username", name(c)), text(p, "tidegate.source", file), list(p, "pub"),
                list(p, "sub"));
    }

    /** One text with commas or line ends between, an array or a collection. */
    private static List<String> list(Dictionary<String, Object> properties, String key) {
        Object value = properties.get(key);
        Collection<?> items = value == null ? List.of() : value instanceof Object[] array ? Arrays.asList(array)
                : value instanceof Collection<?> collection ? collection : Arrays.asList(value.toString().split("[,\\n]"));
        return items.stream().map(item -> item.toString().strip()).filter(item -> !item.isEmpty()).toList();
    }

    /** What a thing is called that does not say so itself. */
    private static String name(Configuration c) {
        Map<String, Object> properties = new HashMap<>();
        Collections.list(c.getProperties().keys()).forEach(key -> properties.put(key, c.getProperties().get(key)));
        return InstanceName.of(c.getPid(), properties);
    }

    private static String text(Dictionary<String, Object> properties, String key, String otherwise) {
        Object value = properties.get(key);
        return value == null || value.toString().isBlank() ? otherwise : value.toString().strip();
    }
}
