package io.tidegate.config.yaml.internal.etc;

import io.tidegate.config.yaml.internal.text.Place;
import io.tidegate.config.yaml.internal.text.Refused;
import java.util.ArrayList;
import java.util.List;

/**
 * A typed value of a {@code .config} file: {@code "text"}, {@code I"7"}, {@code ["a","b"]}, {@code I[ "1", "2", ]}; the letter
 * in front is the type, none is text. One value, one thread.
 */
final class TypedValue {
    private final String key;
    private final String text;
    private final Place place;
    private int at;

    private TypedValue(String key, String text, Place place) {
        this.key = key;
        this.text = text;
        this.place = place;
    }

    static Object of(String key, String text, Place place) throws Refused {
        return new TypedValue(key, text.strip(), place).read();
    }

    private Object read() throws Refused {
        Types type = Types.ofLetter(text.charAt(0));
        at = type == null ? 0 : 1;
        type = type == null ? Types.STRING : type;
        return switch (text.charAt(at)) {
            case '"' -> one(type);
            case '[' -> array(type);
            default -> throw refused("allowed are \"VALUE\" and [\"VALUE\", \"VALUE\"]");
        };
    }

    private Object array(Types type) throws Refused {
        List<Object> values = new ArrayList<>();
        at++;
        while (next() != ']') {
            if (next() == ',') {
                at++;
            } else {
                values.add(one(type));
                if (next() != ',' && next() != ']') {
                    throw refused("between two values of a list stands a comma");
                }
            }
        }
        return type.array(values);
    }

    /** Skips blanks; the character that follows. */
    private char next() throws Refused {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            throw refused("the list has no end");
        }
        return text.charAt(at);
    }

    private Object one(Types type) throws Refused {
        if (text.charAt(at) != '"') {
            throw refused("each value stands in quotes");
        }
        int begin = ++at;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        if (at >= text.length()) {
            throw refused("a quote is missing");
        }
        String value = Escapes.undo(text.substring(begin, at++), place);
        try {
            return type.value(value);
        } catch (IllegalArgumentException e) {
            throw new Refused(place, EtcName.shown(key, value) + ": is no " + type.shown());
        }
    }

    private Refused refused(String what) {
        return new Refused(place, EtcName.shown(key, text) + ": " + what);
    }
}
