package io.tidegate.itests.karaf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.osgi.framework.BundleActivator;

/** Classes that only a test needs, compiled by the JDK that runs it. */
final class Compiled {
    private static final String FRAMEWORK = BundleActivator.class.getProtectionDomain().getCodeSource().getLocation().getPath();

    private Compiled() {}

    /** @param name full name of the class @param source needs nothing but the JDK and the framework @return the class file */
    static byte[] classFile(String name, String source) throws IOException {
        Path directory = Built.freshDirectory("classes");
        String path = name.replace('.', '/');
        Path file = directory.resolve(path + ".java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
        int code = ToolProvider.getSystemJavaCompiler().run(null, null, null, "-cp", FRAMEWORK, "-d", directory.toString(), "--release", "17", file.toString());
        if (code != 0) {
            throw new AssertionError("javac ended with " + code + " for " + source);
        }
        return Files.readAllBytes(directory.resolve(path + ".class"));
    }
}
