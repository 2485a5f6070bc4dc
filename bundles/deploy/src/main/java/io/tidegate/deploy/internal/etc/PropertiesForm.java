package io.tidegate.deploy.internal.etc;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.utils.properties.InterpolationHelper;
import org.apache.felix.utils.properties.TypedProperties;

/** {@code .cfg} and {@code .config}, by the same library as FileInstall's: comments and the order of lines are kept. */
final class PropertiesForm implements Form {
    private final Charset charset;
    private final InterpolationHelper.SubstitutionCallback variables;

    /**
     * @param charset   of the files
     * @param variables what {@code ${NAME}} means; null: nothing is known
     */
    PropertiesForm(Charset charset, InterpolationHelper.SubstitutionCallback variables) {
        this.charset = charset;
        this.variables = variables;
    }

    @Override
    public Map<String, Object> read(Path file) throws IOException {
        return new HashMap<>(load(file, filling()));
    }

    @Override
    public Map<String, Object> unfilled(Path file) throws IOException {
        return new HashMap<>(load(file, new TypedProperties(false)));
    }

    @Override
    public String with(Path file, Map<String, Object> values) throws IOException {
        TypedProperties text = load(file, filling());
        List.copyOf(text.keySet()).stream().filter(key -> !values.containsKey(key)).forEach(text::remove);
        values.forEach((key, value) -> {
            if (!Values.equal(text.get(key), value)) { // a placeholder of a value that did not change stays
                text.put(key, value);
            }
        });
        StringWriter out = new StringWriter();
        text.save(out);
        return out.toString();
    }

    private TypedProperties filling() {
        return new TypedProperties((name, key, value) -> variables.getValue(value));
    }

    private TypedProperties load(Path file, TypedProperties into) throws IOException {
        try (Reader in = Files.newBufferedReader(file, charset)) {
            in.mark(1);
            if (in.read() == '<') { // FileInstall's own third form, which would be garbage as properties
                throw new IOException(file.getFileName() + ": XML is not read here");
            }
            in.reset();
            into.load(in);
            return into;
        } catch (IllegalArgumentException e) { // a bad escape
            throw new IOException(file.getFileName() + ": " + e.getMessage(), e);
        }
    }
}
