package io.tidegate.deploy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

class ShippedContentTest {
    @TempDir
    Path home;

    private final BundleContext context = (BundleContext) Proxy.newProxyInstance(BundleContext.class.getClassLoader(),
            new Class<?>[] {BundleContext.class}, (proxy, method, arguments) -> arguments[0].equals("karaf.home") ? home.toString() : "system");

    @Test
    void path_asAMavenRepositoryHasIt() {
        assertEquals("io/tidegate/io.tidegate.rule/0.1.0/io.tidegate.rule-0.1.0.jar", ShippedContent.path("io.tidegate/io.tidegate.rule/0.1.0"));
        assertEquals("g/a/1/a-1-linux.jar", ShippedContent.path("g/a/1/jar/linux"));
    }

    @Test
    void open_whatLiesInTheRepository_elseNothing() throws Exception {
        Path jar = home.resolve("system/g/a/1/a-1.jar");
        Files.createDirectories(jar.getParent());
        Files.writeString(jar, "content");
        try (InputStream in = ShippedContent.open("mvn:g/a/1", context)) {
            assertEquals("content", new String(in.readAllBytes()));
        }
        assertNull(ShippedContent.open("mvn:g/a/2", context));
        assertNull(ShippedContent.open("file:/g/a/1", context));
    }
}
