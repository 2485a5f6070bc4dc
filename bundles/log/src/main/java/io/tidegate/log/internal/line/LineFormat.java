package io.tidegate.log.internal.line;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * How a line looks in the file: the model's two forms. One event is one line: whatever comes from outside, control
 * characters and what turns text around are escaped. Stateless; any thread.
 */
public enum LineFormat {
    /** {@code time="…" level=info msg="…" service=… logger=…}. */
    TEXT {
        @Override
        public void append(StringBuilder to, String service, Line line) {
            to.append("time=\"").append(TIME.format(Instant.ofEpochMilli(line.millis()))).append("\" level=").append(line.level().word());
            quoted(to.append(" msg="), line.message());
            plain(to.append(" service="), service);
            plain(to.append(" logger="), line.shortLogger());
            plain(to.append(" thread="), line.thread());
            if (!line.error().isEmpty()) {
                quoted(to.append(" error="), String.join("\n", line.error()));
            }
            to.append('\n');
        }
    },
    /** The same fields as an object per line. */
    JSON {
        @Override
        public void append(StringBuilder to, String service, Line line) {
            to.append("{\"level\":\"").append(line.level().word()).append('"');
            quoted(to.append(",\"msg\":"), line.message());
            quoted(to.append(",\"service\":"), service);
            quoted(to.append(",\"logger\":"), line.shortLogger());
            quoted(to.append(",\"thread\":"), line.thread());
            if (!line.error().isEmpty()) {
                quoted(to.append(",\"error\":"), String.join("\n", line.error()));
            }
            to.append(",\"time\":\"").append(TIME.format(Instant.ofEpochMilli(line.millis()))).append("\"}\n");
        }
    };

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** Appends one line with its end. */
    public abstract void append(StringBuilder to, String service, Line line);

    /** {@code text} or {@code json}. */
    public static Optional<LineFormat> of(String word) {
        return word.trim().equalsIgnoreCase("text") ? Optional.of(TEXT) : word.trim().equalsIgnoreCase("json") ? Optional.of(JSON) : Optional.empty();
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Without quotes when nothing in it needs them, as the model does. */
    private static void plain(StringBuilder to, String value) {
        boolean bare = !value.isEmpty() && value.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
                || "-._/@^+".indexOf(c) >= 0);
        if (bare) {
            to.append(value);
        } else {
            quoted(to, value);
        }
    }

    private static void quoted(StringBuilder to, String value) {
        to.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> to.append('\\').append(c);
                case '\n' -> to.append("\\n");
                case '\r' -> to.append("\\r");
                case '\t' -> to.append("\\t");
                default -> {
                    if (harmful(c)) {
                        to.append("\\u%04x".formatted((int) c));
                    } else {
                        to.append(c);
                    }
                }
            }
        }
        to.append('"');
    }

    private static boolean harmful(char c) {
        return c < 0x20 || c >= 0x7f && c <= 0x9f || c >= 0x200e && c <= 0x200f || c >= 0x2028 && c <= 0x202e
                || c >= 0x2066 && c <= 0x2069 || c == 0xfeff;
    }
}
