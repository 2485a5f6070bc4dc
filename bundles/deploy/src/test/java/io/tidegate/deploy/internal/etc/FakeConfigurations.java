package io.tidegate.deploy.internal.etc;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** ConfigAdmin in memory, as far as files need it; writes down what is done to it. */
final class FakeConfigurations {
    final Map<String, Dictionary<String, Object>> all = new TreeMap<>();
    /** {@code +PID} made or changed, {@code -PID} deleted. */
    final List<String> done = new ArrayList<>();

    ConfigurationAdmin admin() {
        return (ConfigurationAdmin) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {ConfigurationAdmin.class},
            (proxy, method, a) -> switch (method.getName()) {
                case "getConfiguration" -> configuration((String) a[0], null);
                case "getFactoryConfiguration" -> configuration(a[0] + "~" + a[1], (String) a[0]);
                case "listConfigurations" -> list((String) a[0]);
                default -> throw new UnsupportedOperationException(method.getName());
            });
    }

    private Configuration[] list(String filter) throws Exception {
        var matching = FrameworkUtil.createFilter(filter);
        Configuration[] found = all.entrySet().stream().filter(one -> matching.match(one.getValue()))
            .map(one -> configuration(one.getKey(), (String) one.getValue().get("service.factoryPid"))).toArray(Configuration[]::new);
        return found.length == 0 ? null : found;
    }

    private Configuration configuration(String pid, String factory) {
        return (Configuration) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Configuration.class},
            (proxy, method, a) -> {
                switch (method.getName()) {
                    case "getPid":
                        return pid;
                    case "getProperties":
                        return all.get(pid);
                    case "update":
                        put(pid, factory, (Dictionary<?, ?>) a[0]);
                        done.add("+" + pid);
                        return null;
                    case "delete":
                        all.remove(pid);
                        done.add("-" + pid);
                        return null;
                    default:
                        throw new UnsupportedOperationException(method.getName());
                }
            });
    }

    /** As somebody else would. */
    void put(String pid, String factory, Dictionary<?, ?> says) {
        Hashtable<String, Object> properties = new Hashtable<>();
        says.keys().asIterator().forEachRemaining(key -> properties.put(key.toString(), says.get(key)));
        properties.put("service.pid", pid);
        Object before = all.containsKey(pid) ? all.get(pid).get("service.factoryPid") : null;
        if (factory != null || before != null) {
            properties.put("service.factoryPid", factory != null ? factory : before);
        }
        all.put(pid, properties);
    }
}
