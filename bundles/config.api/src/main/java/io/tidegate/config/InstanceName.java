package io.tidegate.config;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a configuration of a factory is called that does not say it itself: the NAME of its PID {@code FACTORY~NAME}, and where
 * ConfigAdmin made the PID up, as for the console's {@code --factory --alias NAME} and for {@code .cfg.json} files, the NAME of
 * its file {@code FACTORY-NAME.cfg}. So a thing is called the same before and after a restart. Stateless.
 */
@ProviderType
public final class InstanceName {
    private static final String FACTORY = "service.factoryPid";
    private static final String FILE = "felix.fileinstall.filename";

    private InstanceName() {
    }

    /** @return the whole PID where there is no name in it and no file */
    public static String of(String pid, Map<String, ?> properties) {
        String whole = pid(pid, properties);
        return whole.substring(whole.indexOf('~') + 1);
    }

    /** @return the PID as {@code FACTORY~NAME}, also where ConfigAdmin calls it otherwise; of a singleton as it is */
    public static String pid(String pid, Map<String, ?> properties) {
        Object factory = properties.get(FACTORY);
        if (factory == null || pid.indexOf('~') >= 0) {
            return pid;
        }
        String file = String.valueOf(properties.get(FILE));
        String stem = file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.(cfg|config|cfg\\.json)$", "");
        boolean named = stem.startsWith(factory + "-") || stem.startsWith(factory + "~");
        return named ? factory + "~" + stem.substring(factory.toString().length() + 1) : pid;
    }
}
