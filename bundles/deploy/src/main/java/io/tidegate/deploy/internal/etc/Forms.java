package io.tidegate.deploy.internal.etc;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.felix.utils.properties.InterpolationHelper;
import org.osgi.framework.BundleContext;

/** The forms of files of {@code etc/} by their names, as this container is set to read them. Immutable. */
final class Forms {
    private static final String ENCODING = "felix.fileinstall.configEncoding";

    private final Charset charset;
    private final Form properties;
    private final Form json = new JsonForm();

    Forms(BundleContext context) {
        String encoding = context.getProperty(ENCODING);
        charset = encoding == null ? StandardCharsets.ISO_8859_1 : Charset.forName(encoding); // FileInstall's default
        properties = new PropertiesForm(charset, new InterpolationHelper.BundleContextSubstitutionCallback(context));
    }

    /** What they are written in. */
    Charset charset() {
        return charset;
    }

    /** Empty when it is nobody's business here. */
    Optional<Form> of(Path file) {
        String name = file.getFileName().toString();
        if (name.endsWith(JsonForm.ENDING)) {
            return Optional.of(json);
        }
        return name.endsWith(".cfg") || name.endsWith(".config") ? Optional.of(properties) : Optional.empty();
    }
}
