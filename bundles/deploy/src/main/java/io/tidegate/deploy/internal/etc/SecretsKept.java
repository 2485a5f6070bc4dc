package io.tidegate.deploy.internal.etc;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Dictionary;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationPlugin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows who asks for a configuration in nobody's name, as Karaf's console does to print it, {@code $[secret:FILE]} and
 * {@code $[env:NAME]} as they were written. Components are asked for by reference and get what they stand for. It comes after
 * the plugin that fills in.
 */
@Component(service = ConfigurationPlugin.class, property = {ConfigurationPlugin.CM_RANKING + ":Integer=1000", "config.plugin.id=io.tidegate.deploy"})
public final class SecretsKept implements ConfigurationPlugin {
    private static final Logger LOG = LoggerFactory.getLogger(SecretsKept.class);
    private static final String PLACEHOLDER = "$[";

    private final ConfigurationAdmin admin;

    /** @param admin STATIC: it knows what was written */
    @Activate
    public SecretsKept(@Reference ConfigurationAdmin admin) {
        this.admin = admin;
    }

    @Override
    public void modifyConfiguration(ServiceReference<?> reference, Dictionary<String, Object> properties) {
        if (reference != null) {
            return;
        }
        try {
            Configuration[] found = admin.listConfigurations("(service.pid=" + properties.get("service.pid") + ")");
            for (Configuration one : found == null ? new Configuration[0] : found) {
                keep(one.getProperties(), properties);
            }
        } catch (IOException | InvalidSyntaxException e) {
            LOG.warn("event=configuration-not-read pid={} reason=\"{}\"", properties.get("service.pid"), e.toString());
        }
    }

    private static void keep(Dictionary<String, Object> written, Dictionary<String, Object> shown) {
        Collections.list(written.keys()).stream().filter(key -> hasPlaceholder(written.get(key))).forEach(key -> shown.put(key, written.get(key)));
    }

    private static boolean hasPlaceholder(Object value) {
        return value instanceof String text ? text.contains(PLACEHOLDER)
                : value instanceof String[] texts && Arrays.stream(texts).anyMatch(text -> text.contains(PLACEHOLDER));
    }
}
