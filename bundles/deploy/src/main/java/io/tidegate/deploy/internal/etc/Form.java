package io.tidegate.deploy.internal.etc;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A form in which a file of {@code etc/} says what a configuration is. Stateless; any thread. */
interface Form {
    /**
     * As it reaches ConfigAdmin: FileInstall's own {@code ${env:NAME}} filled in, {@code $[env:NAME]} not.
     *
     * @throws IOException also when it is no such form
     */
    Map<String, Object> read(Path file) throws IOException;

    /** As Karaf's console reads it: nothing is filled in. */
    Map<String, Object> unfilled(Path file) throws IOException;

    /** The text that the file would have with these values and no others; what it says of anything else stays. */
    String with(Path file, Map<String, Object> values) throws IOException;
}
