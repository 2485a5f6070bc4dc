package io.tidegate.deploy.internal.etc;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Map;
import org.apache.felix.cm.json.Configurations;

/** {@code .cfg.json}: an object of the OSGi Configurator's kind. It has no comments to keep, and no placeholders of FileInstall. */
final class JsonForm implements Form {
    static final String ENDING = ".cfg.json";

    @Override
    public Map<String, Object> read(Path file) throws IOException {
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return Configurations.buildReader().build(in).readConfiguration();
        }
    }

    @Override
    public Map<String, Object> unfilled(Path file) throws IOException {
        return read(file);
    }

    @Override
    public String with(Path file, Map<String, Object> values) throws IOException {
        StringWriter out = new StringWriter();
        Configurations.buildWriter().build(out).writeConfiguration(new Hashtable<>(values));
        return out.toString();
    }
}
