package io.tidegate.config.yaml.internal.etc;

import io.tidegate.config.yaml.internal.text.Refused;
import io.tidegate.config.yaml.internal.text.SourceFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills in {@code $[env:NAME]} and {@code $[secret:FILE]}, with {@code ;default=…} where given, as the interpolation plugin
 * of ConfigAdmin will. What it cannot fill in stays as it is written, as there. One file, one thread.
 */
final class Placeholders {
    /** Kind, name, directives. */
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\[(env|secret|prop|conf):([^;\\]]+)((?:;[^;\\]]*)*)]");
    private static final Pattern DEFAULT = Pattern.compile(";\\s*default\\s*=([^;]*)");
    private static final Pattern OF_THE_CONTAINER = Pattern.compile("\\$\\{[^}]*}");
    private static final String LATER = ": is filled in when the gateway runs; judged as it is written";

    private final Map<String, String> environment;
    private final Path secrets;
    private final List<String> missing = new ArrayList<>();
    private final List<String> later = new ArrayList<>();

    /** @param secrets the directory with the files of {@code secret} */
    Placeholders(Map<String, String> environment, Path secrets) {
        this.environment = environment;
        this.secrets = secrets;
    }

    /** A text, or each text of an array. */
    Object fill(Object value) {
        missing.clear();
        later.clear();
        if (value instanceof String text) {
            return fill(text);
        }
        return value instanceof String[] many ? Arrays.stream(many).map(this::fill).toArray(String[]::new) : value;
    }

    /** What could not be filled in, of the value filled last. */
    List<String> missing() {
        return List.copyOf(missing);
    }

    /** What only the running gateway fills in, of the value filled last. */
    List<String> later() {
        return List.copyOf(later);
    }

    private String fill(String text) {
        Matcher container = OF_THE_CONTAINER.matcher(text);
        if (container.find()) {
            later.add(container.group() + LATER);
        }
        StringBuilder filled = new StringBuilder();
        Matcher placeholder = PLACEHOLDER.matcher(text);
        while (placeholder.find()) {
            String value = value(placeholder.group(1), placeholder.group(2).strip(), placeholder.group(3));
            if (value == null) {
                say(placeholder.group(), placeholder.group(1), placeholder.group(2).strip());
            }
            placeholder.appendReplacement(filled, Matcher.quoteReplacement(value == null ? placeholder.group() : value));
        }
        return placeholder.appendTail(filled).toString();
    }

    private String value(String kind, String name, String directives) {
        String value = kind.equals("env") ? environment.get(name) : kind.equals("secret") ? secret(name) : null;
        Matcher byDefault = DEFAULT.matcher(directives);
        return value == null && byDefault.find() ? byDefault.group(1) : value;
    }

    private void say(String written, String kind, String name) {
        switch (kind) {
            case "env" -> missing.add(written + ": there is no environment variable " + name);
            case "secret" -> missing.add(written + ": there is no file " + name + " beside this one");
            default -> later.add(written + LATER);
        }
    }

    private String secret(String name) {
        try {
            Path file = secrets.resolve(name);
            return name.contains("..") || !file.startsWith(secrets) || !Files.isRegularFile(file) ? null : SourceFile.read(file, name).trim();
        } catch (InvalidPathException | Refused unreadable) {
            return null; // the caller says that there is none
        }
    }
}
