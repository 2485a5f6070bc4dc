package io.tidegate.deploy.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.osgi.framework.BundleContext;

/**
 * The jar of an installed bundle in Karaf's own repository, {@code system/}. A bundle's location is a {@code mvn:} address, and
 * what reads those is started long after this bundle. Any thread; does I/O.
 */
final class ShippedContent {
    private static final String MVN = "mvn:";

    private ShippedContent() {
    }

    /** Null where it does not lie there: only the location itself can be asked then. */
    static InputStream open(String location, BundleContext context) throws IOException {
        String home = context.getProperty("karaf.home");
        String repository = context.getProperty("karaf.default.repository");
        if (!location.startsWith(MVN) || home == null || repository == null) {
            return null;
        }
        Path jar = Path.of(home).resolve(repository).resolve(path(location.substring(MVN.length())));
        return Files.isRegularFile(jar) ? Files.newInputStream(jar) : null;
    }

    /** Of {@code GROUP/ARTIFACT/VERSION[/TYPE[/CLASSIFIER]]}, as every Maven repository has it. */
    static String path(String address) {
        String[] part = address.split("/");
        if (part.length < 3) {
            return address;
        }
        String type = part.length > 3 ? part[3] : "jar";
        String classifier = part.length > 4 ? "-" + part[4] : "";
        return part[0].replace('.', '/') + "/" + part[1] + "/" + part[2] + "/" + part[1] + "-" + part[2] + classifier + "." + type;
    }
}
