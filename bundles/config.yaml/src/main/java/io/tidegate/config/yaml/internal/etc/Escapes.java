package io.tidegate.config.yaml.internal.etc;

import io.tidegate.config.yaml.internal.text.Place;
import io.tidegate.config.yaml.internal.text.Refused;

/** What a backslash stands for in files of {@code etc/}. Stateless. */
final class Escapes {
    private static final int UNICODE_DIGITS = 4;

    private Escapes() {
    }

    /** {@code b f n r t} are control characters, {@code uXXXX} is any, all else stands for itself. */
    static String undo(String text, Place place) throws Refused {
        StringBuilder plain = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i++);
            if (c != '\\' || i == text.length()) {
                plain.append(c);
                continue;
            }
            char escaped = text.charAt(i++);
            if (escaped == 'u') {
                plain.append(unicode(text, i, place));
                i += UNICODE_DIGITS;
            } else {
                plain.append(control(escaped));
            }
        }
        return plain.toString();
    }

    private static char control(char escaped) {
        return switch (escaped) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> escaped;
        };
    }

    private static char unicode(String text, int from, Place place) throws Refused {
        String digits = text.substring(from, Math.min(text.length(), from + UNICODE_DIGITS));
        if (!digits.matches("[0-9a-fA-F]{4}")) {
            throw new Refused(place, "\\u" + digits + ": four hexadecimal digits are needed");
        }
        return (char) Integer.parseInt(digits, 16);
    }
}
