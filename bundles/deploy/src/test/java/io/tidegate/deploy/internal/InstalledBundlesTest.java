package io.tidegate.deploy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;

/** Over a framework that knows only what the code may ask. */
class InstalledBundlesTest {
    private final Bundle[] installed = {
        bundle("a.exporter", exporting(Map.of("osgi.wiring.package", "a.b", "version", new Version("1.5")))),
        bundle("io.tidegate.rule", exporting(Map.of("osgi.wiring.package", "own", "version", new Version("1")))),
        bundle("just.uninstalled", null)};
    private final Fleet fleet = new InstalledBundles(fake(BundleContext.class, (p, m, a) -> installed), null,
            new DeployDirectory(Path.of("deploy")));

    private Set<Version> exported(String name) {
        return fleet.exported(name, "io.tidegate.rule");
    }

    @Test
    void exported_inWhichVersions() {
        assertEquals(List.of(Set.of(new Version("1.5")), Set.of()), List.of(exported("a.b"), exported("a.c")));
    }

    @Test
    void exported_byTheBundleThatGetsNewContent_doesNotCount() {
        assertEquals(Set.of(), exported("own"));
    }

    private static Bundle bundle(String name, BundleRevision revision) {
        return fake(Bundle.class, (p, method, a) -> method.getName().equals("adapt") ? revision : name);
    }

    private static BundleRevision exporting(Map<String, Object> attributes) {
        BundleCapability capability = fake(BundleCapability.class, (p, m, a) -> attributes);
        return fake(BundleRevision.class, (p, m, a) -> List.of(capability));
    }

    private static <T> T fake(Class<T> type, InvocationHandler answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answers));
    }
}
