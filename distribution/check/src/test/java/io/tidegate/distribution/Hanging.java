package io.tidegate.distribution;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Somebody's component that never comes into being and will not be interrupted. */
public final class Hanging {
    /** Made in the gateway's directory just before it hangs. */
    static final String MARK = "hangs";
    private static final String DESCRIPTION = """
        <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="hanging" immediate="true">
          <implementation class="%s"/>
        </scr:component>
        """.formatted(Hanging.class.getName());

    /** Called by Declarative Services. */
    public Hanging() throws IOException {
        Files.createFile(Path.of(System.getProperty("karaf.base"), MARK));
        boolean hanging = true;
        while (hanging) {
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException notNow) {
                hanging = !Files.exists(Path.of("/nonexistent"));
            }
        }
    }

    /** A bundle of it. */
    static byte[] jar() throws IOException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue("Bundle-ManifestVersion", "2");
        headers.putValue("Bundle-SymbolicName", "hanging");
        headers.putValue("Service-Component", "OSGI-INF/hanging.xml");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String file = Hanging.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest); InputStream code = Hanging.class.getClassLoader().getResourceAsStream(file)) {
            jar.putNextEntry(new ZipEntry(file));
            code.transferTo(jar);
            jar.putNextEntry(new ZipEntry("OSGI-INF/hanging.xml"));
            jar.write(DESCRIPTION.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
