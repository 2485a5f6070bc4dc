package io.tidegate.deploy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;
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

    private boolean exports(String name, String range) {
        return fleet.exports(new Import(name, new VersionRange(range)), "io.tidegate.rule");
    }

    @Test
    void exports_nameAndVersionFit() {
        assertEquals(List.of(true, true, false, false), List.of(exports("a.b", "0"), exports("a.b", "[1.2,2)"),
                exports("a.b", "[2,3)"), exports("a.c", "0")));
    }

    @Test
    void exports_ofTheBundleThatGetsNewContent_doNotCount() {
        assertEquals(false, exports("own", "0"));
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
