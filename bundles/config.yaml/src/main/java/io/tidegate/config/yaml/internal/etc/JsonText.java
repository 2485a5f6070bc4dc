package io.tidegate.config.yaml.internal.etc;

import io.tidegate.config.yaml.internal.text.Place;
import io.tidegate.config.yaml.internal.text.Refused;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON text with the place of every key; comments {@code //} and {@code /* *}{@code /} are allowed, as in Karaf. Strict
 * otherwise, because Karaf's reader is. One text, one thread.
 */
final class JsonText {
    /** No configuration nests; a text that does must not end the thread. */
    private static final int MAX_DEPTH = 50;

    private final String text;
    private final String shown;
    private int at;
    private int depth;

    private JsonText(String text, String shown) {
        this.text = text;
        this.shown = shown;
    }

    /**
     * One key of the outermost object.
     *
     * @param value null, String, Boolean, Long, Double, List or Map of such
     * @param written the value as it stands in the file
     */
    record Member(String key, Object value, String written, Place place) {
    }

    static List<Member> read(String text, String shown) throws Refused {
        JsonText json = new JsonText(text, shown);
        json.expect('{', "a JSON object {…} is needed");
        List<Member> members = new ArrayList<>();
        json.members((key, place) -> {
            json.blanks();
            int begin = json.at;
            Object value = json.value();
            members.add(new Member(key, value, text.substring(begin, json.at), place));
        });
        json.blanks();
        if (json.at < text.length()) {
            throw json.refused("nothing may follow the object");
        }
        return members;
    }

    private interface Value {
        void read(String key, Place place) throws Refused;
    }

    /** What is between the braces, the closing one included. */
    private void members(Value value) throws Refused {
        if (skip('}')) {
            return;
        }
        do {
            blanks();
            Place place = place();
            if (at == text.length() || text.charAt(at) != '"') {
                throw refused("a key in quotes is needed");
            }
            String key = string();
            expect(':', "after key \"" + key + "\" stands a colon");
            value.read(key, place);
        } while (skip(','));
        expect('}', "a comma or } is needed");
    }

    private Object value() throws Refused {
        blanks();
        if (++depth > MAX_DEPTH) {
            throw refused("is nested too deeply");
        }
        char c = at < text.length() ? text.charAt(at) : 0;
        Object value = switch (c) {
            case '"' -> string();
            case '{' -> object();
            case '[' -> list();
            default -> word();
        };
        depth--;
        return value;
    }

    private Map<String, Object> object() throws Refused {
        at++;
        Map<String, Object> object = new LinkedHashMap<>();
        members((key, place) -> object.put(key, value()));
        return object;
    }

    private List<Object> list() throws Refused {
        at++;
        List<Object> values = new ArrayList<>();
        if (skip(']')) {
            return values;
        }
        do {
            values.add(value());
        } while (skip(','));
        expect(']', "a comma or ] is needed");
        return values;
    }

    private Object word() throws Refused {
        int begin = at;
        while (at < text.length() && "+-._".indexOf(text.charAt(at)) >= 0 || at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
            at++;
        }
        String word = text.substring(begin, at);
        try {
            if (word.matches("-?(0|[1-9]\\d*)")) {
                return Long.valueOf(word);
            }
            if (word.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][-+]?\\d+)?")) {
                return Double.valueOf(word);
            }
        } catch (NumberFormatException tooLarge) {
            throw refused(word + " is too large a number");
        }
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            case "null" -> null;
            default -> throw refused(word.isEmpty() ? "a value is missing" : word + " is no JSON value; text stands in quotes");
        };
    }

    private String string() throws Refused {
        int begin = ++at;
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) < ' ') {
                throw refused("a quote is missing");
            }
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        if (at >= text.length()) {
            at = text.length();
            throw refused("a quote is missing");
        }
        return Escapes.undo(text.substring(begin, at++), place());
    }

    private boolean skip(char expected) throws Refused {
        blanks();
        boolean there = at < text.length() && text.charAt(at) == expected;
        at += there ? 1 : 0;
        return there;
    }

    private void expect(char expected, String otherwise) throws Refused {
        if (!skip(expected)) {
            throw refused(otherwise);
        }
    }

    private void blanks() throws Refused {
        while (at < text.length()) {
            if (text.startsWith("//", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                if (end < 0) {
                    throw refused("a comment has no end");
                }
                at = end + 2;
            } else if (" \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            } else {
                return;
            }
        }
    }

    private Refused refused(String what) {
        return new Refused(place(), "is no JSON: " + what);
    }

    private Place place() {
        return new Place(shown, 1 + (int) text.substring(0, Math.min(at, text.length())).chars().filter(c -> c == '\n').count());
    }
}
