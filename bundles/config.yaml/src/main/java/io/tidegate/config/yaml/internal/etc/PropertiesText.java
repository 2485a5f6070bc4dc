package io.tidegate.config.yaml.internal.etc;

import io.tidegate.config.yaml.internal.text.Place;
import io.tidegate.config.yaml.internal.text.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A {@code .cfg} or {@code .config} file as FileInstall reads it: lines {@code key = value}, and where every value has the
 * form of a typed one, all of them are typed. Where it differs from Java's properties: a comment or an empty line within a
 * continued value is skipped, and a backslash before anything but {@code b f n r t u} just goes. Stateless.
 */
final class PropertiesText {
    /** Collections in parentheses are no typed values to FileInstall, although its own writer makes such. */
    private static final Pattern TYPED = Pattern.compile("[TILFDXSCBilfdxscb]?(\\[.*\\]|\\{.*\\}|\".*\")", Pattern.DOTALL);

    private static final Pattern ESCAPED_COMMA = Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\\\,");

    private PropertiesText() {
    }

    /** @param value as it reaches ConfigAdmin */
    record Line(String key, Object value, Place place) {
    }

    /** Keys in the order in which they were written, also twice. */
    static List<Line> read(String text, String shown) throws Refused {
        List<Line> raw = raw(text, shown);
        boolean typed = !raw.isEmpty() && raw.stream().allMatch(PropertiesText::looksTyped);
        List<Line> lines = new ArrayList<>();
        for (Line line : raw) {
            String value = line.value().toString();
            lines.add(new Line(Escapes.undo(line.key(), line.place()),
                    typed ? TypedValue.of(line.key(), value, line.place()) : Escapes.undo(value, line.place()), line.place()));
        }
        return lines;
    }

    /** The first key that keeps a file with typed values from being read as one. */
    static Optional<String> untyped(String text, String shown) throws Refused {
        List<Line> raw = raw(text, shown);
        return raw.stream().noneMatch(PropertiesText::looksTyped) ? Optional.empty()
                : raw.stream().filter(line -> !looksTyped(line)).findFirst().map(Line::key);
    }

    /** Lines of an untyped file in which a backslash goes that was meant to keep a comma in its value. */
    static List<Line> lostCommas(String text, String shown) throws Refused {
        List<Line> raw = raw(text, shown);
        return raw.stream().allMatch(PropertiesText::looksTyped) ? List.of()
                : raw.stream().filter(line -> ESCAPED_COMMA.matcher(line.value().toString()).find()).toList();
    }

    private static boolean looksTyped(Line line) {
        return TYPED.matcher(line.value().toString()).matches();
    }

    private static List<Line> raw(String text, String shown) throws Refused {
        List<Line> raw = new ArrayList<>();
        StringBuilder logical = new StringBuilder();
        Place begin = null;
        int number = 0;
        for (String line : text.split("\r\n|\r|\n", -1)) {
            number++;
            String stripped = line.strip();
            if (stripped.isEmpty() || stripped.startsWith("#") || stripped.startsWith("!")) {
                continue;
            }
            begin = begin == null ? new Place(shown, number) : begin;
            boolean goesOn = continues(line);
            logical.append((goesOn ? line.substring(0, line.length() - 1) : line).stripLeading());
            if (!goesOn) {
                raw.add(line(logical.toString(), begin));
                logical.setLength(0);
                begin = null;
            }
        }
        if (begin != null) {
            throw new Refused(begin, "ends with a \\, which asks for one more line");
        }
        return raw;
    }

    /** An odd number of backslashes at the end. */
    private static boolean continues(String line) {
        int slashes = 0;
        while (slashes < line.length() && line.charAt(line.length() - 1 - slashes) == '\\') {
            slashes++;
        }
        return slashes % 2 == 1;
    }

    private static Line line(String logical, Place place) {
        int end = 0;
        while (end < logical.length() && !isBlank(logical.charAt(end)) && !isSeparator(logical.charAt(end))) {
            end += logical.charAt(end) == '\\' ? 2 : 1;
        }
        end = Math.min(end, logical.length());
        String rest = logical.substring(end).stripLeading();
        String value = !rest.isEmpty() && isSeparator(rest.charAt(0)) ? rest.substring(1) : rest;
        return new Line(logical.substring(0, end), value.strip(), place);
    }

    private static boolean isSeparator(char c) {
        return c == '=' || c == ':';
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\f';
    }
}
