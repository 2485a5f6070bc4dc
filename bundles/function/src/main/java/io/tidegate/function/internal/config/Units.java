package io.tidegate.function.internal.config;

import io.tidegate.config.Sizes;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations, sizes and lists from configuration values. Every method throws IllegalArgumentException naming what is allowed. */
final class Units {
    private static final Pattern DURATION_PART = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|ms|s|m|h)");
    private static final Duration LONGEST = Duration.ofDays(10 * 365);

    private Units() {
    }

    /** Go's form: {@code 300ms}, {@code 20s}, {@code 1h30m}, {@code 0}. */
    static Duration duration(String text) {
        String trimmed = text.trim();
        if (trimmed.equals("0")) {
            return Duration.ZERO;
        }
        Matcher part = DURATION_PART.matcher(trimmed);
        BigDecimal nanos = BigDecimal.ZERO;
        int end = 0;
        while (part.find() && part.start() == end) {
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(nanosOf(part.group(2)))));
            end = part.end();
        }
        if (end == 0 || end != trimmed.length() || nanos.compareTo(BigDecimal.valueOf(LONGEST.toNanos())) > 0) {
            throw new IllegalArgumentException("allowed is a duration such as 300ms, 20s, 1m or 1h30m, at most 87600h");
        }
        return Duration.ofNanos(nanos.longValue());
    }

    private static long nanosOf(String unit) {
        return switch (unit) {
            case "ns" -> 1L;
            case "us", "µs" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            default -> 3_600_000_000_000L;
        };
    }

    /** {@code 32k}, {@code 4m}, {@code 1g} (powers of 1024) or a number of bytes. */
    static long bytes(String text) {
        return Sizes.bytes(text).orElseThrow(() -> new IllegalArgumentException("allowed is a size such as 32k, 4m, 1g or a number of bytes"));
    }

    /**
     * One String, comma or newline separated with {@code \,} for a comma in a value, an array, or a collection. Blanks around
     * the commas of one String are not the values'; those of an item were written as part of it.
     */
    static List<String> list(Object value) {
        List<String> all = new ArrayList<>();
        if (value instanceof Collection<?> many) {
            many.forEach(v -> all.add(String.valueOf(v)));
        } else if (value instanceof Object[] many) {
            for (Object v : many) {
                all.add(String.valueOf(v));
            }
        } else if (value != null) {
            split(value.toString(), all);
            all.replaceAll(String::trim);
        }
        all.removeIf(String::isBlank);
        return all;
    }

    private static void split(String text, List<String> into) {
        StringBuilder one = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == ',') {
                one.append(',');
                i++;
            } else if (c == ',' || c == '\n' || c == '\r') {
                into.add(one.toString());
                one.setLength(0);
            } else {
                one.append(c);
            }
        }
        into.add(one.toString());
    }
}
