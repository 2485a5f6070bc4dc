package io.tidegate.config.yaml.internal.apply;

import java.util.Collections;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** ConfigAdmin in memory; counts what is done to it. */
public final class FakeConfigurationAdmin implements ConfigurationAdmin {
    public final Map<String, Fake> all = Collections.synchronizedMap(new LinkedHashMap<>());
    public int updates;
    public int deletes;
    public boolean failing;
    public boolean unreadable;

    public Map<String, Object> properties(String pid) {
        return Held.map(all.get(pid).getProperties());
    }

    /** As FileInstall would, from a file in etc/. */
    public void fromEtc(String pid, Map<String, Object> properties) {
        fromEtc(pid, properties, ".cfg");
    }

    public void fromEtc(String pid, Map<String, Object> properties, String ending) {
        Fake fake = all.computeIfAbsent(pid, p -> new Fake(p, pid.contains("~") ? pid.substring(0, pid.indexOf('~')) : null));
        fake.properties = new Hashtable<>(properties);
        fake.properties.put("felix.fileinstall.filename", "file:/opt/x/etc/" + pid.replace('~', '-') + ending);
        fake.properties.put("service.pid", pid);
        if (fake.factoryPid != null) {
            fake.properties.put("service.factoryPid", fake.factoryPid);
        }
    }

    /** As the console does for a new one of a factory: a PID of its own, a file with the name. */
    public void fromConsole(String factoryPid, String pid, String name, Map<String, Object> properties) {
        Fake fake = all.computeIfAbsent(pid, p -> new Fake(p, factoryPid));
        fake.properties = new Hashtable<>(properties);
        fake.properties.put("felix.fileinstall.filename", "file:/opt/x/etc/" + factoryPid + "-" + name + ".cfg");
        fake.properties.put("service.pid", pid);
        fake.properties.put("service.factoryPid", factoryPid);
    }

    /** As the console does for a PID with a ~ that is not there yet. */
    public void stray(String pid) {
        Fake fake = all.computeIfAbsent(pid, p -> new Fake(p, null));
        fake.properties = new Hashtable<>(Map.of("service.pid", pid, "felix.fileinstall.filename", "file:/opt/x/etc/" + pid + ".cfg"));
    }

    @Override
    public Configuration createFactoryConfiguration(String factoryPid) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Configuration createFactoryConfiguration(String factoryPid, String location) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Configuration getConfiguration(String pid) {
        throw new UnsupportedOperationException("binds to the caller's location");
    }

    @Override
    public Configuration getConfiguration(String pid, String location) {
        requireAny(location);
        return all.computeIfAbsent(pid, p -> new Fake(p, null));
    }

    @Override
    public Configuration getFactoryConfiguration(String factoryPid, String name) {
        throw new UnsupportedOperationException("binds to the caller's location");
    }

    @Override
    public Configuration getFactoryConfiguration(String factoryPid, String name, String location) {
        requireAny(location);
        return all.computeIfAbsent(factoryPid + "~" + name, p -> new Fake(p, factoryPid));
    }

    private static void requireAny(String location) {
        if (!"?".equals(location)) {
            throw new IllegalArgumentException("location " + location);
        }
    }

    @Override
    public Configuration[] listConfigurations(String filter) throws java.io.IOException, InvalidSyntaxException {
        if (unreadable) {
            throw new java.io.IOException("not now");
        }
        Filter matching = FrameworkUtil.createFilter(filter);
        Configuration[] found = all.values().stream().filter(c -> c.properties != null && matching.match(c.properties)).toArray(Configuration[]::new);
        return found.length == 0 ? null : found;
    }

    /** One configuration. */
    public final class Fake implements Configuration {
        private final String pid;
        private final String factoryPid;
        private Dictionary<String, Object> properties;

        Fake(String pid, String factoryPid) {
            this.pid = pid;
            this.factoryPid = factoryPid;
        }

        @Override
        public String getPid() {
            return pid;
        }

        @Override
        public Dictionary<String, Object> getProperties() {
            return properties;
        }

        @Override
        public Dictionary<String, Object> getProcessedProperties(ServiceReference<?> reference) {
            return properties;
        }

        @Override
        public void delete() throws java.io.IOException {
            if (failing) {
                throw new java.io.IOException("disk full");
            }
            deletes++;
            all.remove(pid);
        }

        @Override
        public String getFactoryPid() {
            return factoryPid;
        }

        @Override
        public void update(Dictionary<String, ?> now) throws java.io.IOException {
            if (failing) {
                throw new java.io.IOException("disk full");
            }
            updates++;
            Hashtable<String, Object> copy = new Hashtable<>();
            Collections.list(now.keys()).forEach(key -> copy.put(key, now.get(key)));
            copy.put("service.pid", pid);
            if (factoryPid != null) {
                copy.put("service.factoryPid", factoryPid);
            }
            properties = copy;
        }

        @Override
        public boolean updateIfDifferent(Dictionary<String, ?> now) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void update() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setBundleLocation(String location) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getBundleLocation() {
            return "?";
        }

        @Override
        public long getChangeCount() {
            return 0;
        }

        @Override
        public void addAttributes(ConfigurationAttribute... attributes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void removeAttributes(ConfigurationAttribute... attributes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Set<ConfigurationAttribute> getAttributes() {
            return Set.of();
        }
    }
}
