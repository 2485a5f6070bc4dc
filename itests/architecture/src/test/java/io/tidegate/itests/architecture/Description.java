package io.tidegate.itests.architecture;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The description of a key, of which a bundle writes four parts into its metatype:
 * {@code MEANING. Default: WORDS. Allowed: UNIT AND RANGE. In force: WHEN}; the default in words only where there is no value.
 * A part that is not there is empty.
 */
record Description(String meaning, String byDefault, String allowed, String inForce) {
    private static final Pattern PARTS = Pattern.compile("(.*?)(?: Default: (.*?))?(?: Allowed: (.*?))?(?: In force: (.*?))?", Pattern.DOTALL);

    static Description of(String text) {
        Matcher parts = PARTS.matcher(text.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException("not of the form: " + text);
        }
        return new Description(part(parts.group(1)), part(parts.group(2)), part(parts.group(3)), part(parts.group(4)));
    }

    private static String part(String text) {
        return text == null ? "" : text.strip().replaceAll("\\.$", "").replaceAll("\\s+", " ");
    }
}
