package io.tidegate.itests.karaf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Somebody's bundle that changes one key of a configuration through ConfigurationAdmin when it starts, and knows of no file. */
final class Program {
    private static final String SOURCE = """
        package program;
        import java.lang.reflect.Method;
        import java.util.Dictionary;
        import org.osgi.framework.BundleActivator;
        import org.osgi.framework.BundleContext;
        public class Program implements BundleActivator {
            public void start(BundleContext context) throws Exception {
                Object admin = context.getService(context.getServiceReference("org.osgi.service.cm.ConfigurationAdmin"));
                Object configuration = call(admin, "getConfiguration", new Class<?>[] {String.class, String.class}, "%s", null);
                Dictionary<String, Object> properties = (Dictionary<String, Object>) call(configuration, "getProperties", new Class<?>[0]);
                properties.put("%s", "%s");
                call(configuration, "update", new Class<?>[] {Dictionary.class}, properties);
            }
            public void stop(BundleContext context) { }
            private static Object call(Object on, String name, Class<?>[] types, Object... values) throws Exception {
                Method method = on.getClass().getMethod(name, types);
                method.setAccessible(true);
                return method.invoke(on, values);
            }
        }
        """;

    private Program() {}

    /** @return the jar */
    static Path write(Path jar, String pid, String key, String value) throws IOException {
        Manifest manifest = new Manifest();
        Attributes all = manifest.getMainAttributes();
        all.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        all.putValue("Bundle-ManifestVersion", "2");
        all.putValue("Bundle-SymbolicName", "com.example.program");
        all.putValue("Bundle-Activator", "program.Program");
        all.putValue("Import-Package", "org.osgi.framework");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.putNextEntry(new JarEntry("program/Program.class"));
            out.write(Compiled.classFile("program.Program", SOURCE.formatted(pid, key, value)));
        }
        return jar;
    }
}
