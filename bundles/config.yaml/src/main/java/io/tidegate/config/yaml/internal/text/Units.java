package io.tidegate.config.yaml.internal.text;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers, durations and sizes as the model's Go reader understands their text. Stateless; empty means "not one". */
public final class Units {
    private static final Pattern INTEGER = Pattern.compile("([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)");
    private static final Pattern WHOLE_FLOAT = Pattern.compile("[-+]?[0-9]*\\.?[0-9]+([eE][-+]?[0-9]{1,3})?");
    private static final Pattern DURATION_PART = Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)");
    private static final Pattern SIZE = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?(?:([kKmMgGtTpP])?(?:i?[bB])?)");
    private static final String SIZE_UNITS = "kmgtp";
    private static final BigDecimal MAX_NANOS = BigDecimal.valueOf(Long.MAX_VALUE);

    private Units() {
    }

    /** Decimal, {@code 0x1f}, {@code 0b1}, {@code 010} and {@code 0o10} (octal), {@code 1_000}; a float that is whole, as the model takes it. */
    public static OptionalLong integer(String text) {
        String bare = text.strip().replace("_", "");
        Matcher m = INTEGER.matcher(bare);
        try {
            if (m.matches()) {
                long value = unsigned(m.group(2).toLowerCase(Locale.ROOT));
                return OptionalLong.of(m.group(1).equals("-") ? -value : value);
            }
            if (WHOLE_FLOAT.matcher(bare).matches()) {
                return OptionalLong.of(new BigDecimal(bare).longValueExact());
            }
        } catch (ArithmeticException | NumberFormatException outOfRange) {
            return OptionalLong.empty();
        }
        return OptionalLong.empty();
    }

    private static long unsigned(String digits) {
        if (digits.startsWith("0x")) {
            return Long.parseLong(digits.substring(2), 16);
        }
        if (digits.startsWith("0b")) {
            return Long.parseLong(digits.substring(2), 2);
        }
        boolean octal = digits.length() > 1 && digits.startsWith("0");
        return octal ? Long.parseLong(digits.substring(digits.startsWith("0o") ? 2 : 1), 8) : Long.parseLong(digits);
    }

    /** Go syntax: {@code 300ms}, {@code 1h30m}, {@code -1.5s}; a number without unit is none, save {@code 0}. */
    public static Optional<Duration> duration(String text) {
        String bare = text.strip();
        boolean negative = bare.startsWith("-");
        bare = negative || bare.startsWith("+") ? bare.substring(1) : bare;
        if (bare.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        Matcher part = DURATION_PART.matcher(bare);
        BigDecimal nanos = BigDecimal.ZERO;
        int end = 0;
        while (end < bare.length()) {
            part.region(end, bare.length());
            if (!part.lookingAt()) {
                return Optional.empty();
            }
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(nanosOf(part.group(2)))));
            end = part.end();
        }
        if (end == 0 || nanos.compareTo(MAX_NANOS) > 0) {
            return Optional.empty();
        }
        Duration value = Duration.ofNanos(nanos.longValue());
        return Optional.of(negative ? value.negated() : value);
    }

    private static long nanosOf(String unit) {
        return switch (unit) {
            case "ns" -> 1L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> 1_000L;
        };
    }

    /** Powers of 1024: {@code 32k}, {@code 4m}, {@code 1g}, {@code 512b}, or a bare number of bytes. */
    public static OptionalLong size(String text) {
        Matcher m = SIZE.matcher(text.strip());
        if (!m.matches()) {
            return OptionalLong.empty();
        }
        int power = m.group(2) == null ? 0 : SIZE_UNITS.indexOf(m.group(2).toLowerCase(Locale.ROOT)) + 1;
        BigDecimal bytes = new BigDecimal(m.group(1)).multiply(BigDecimal.valueOf(1024).pow(power));
        return bytes.compareTo(MAX_NANOS) > 0 ? OptionalLong.empty() : OptionalLong.of(bytes.longValue());
    }

    /** The shortest text of a size that {@link #size} reads back. */
    public static String sizeText(long bytes) {
        long value = bytes;
        int unit = -1;
        while (value > 0 && value % 1024 == 0 && unit < 2) {
            value /= 1024;
            unit++;
        }
        return unit < 0 ? Long.toString(value) : value + String.valueOf(SIZE_UNITS.charAt(unit));
    }

    /** Go text of a duration in its largest whole unit. */
    public static String durationText(Duration duration) {
        long nanos = duration.toNanos();
        for (String unit : new String[] {"h", "m", "s", "ms", "us"}) {
            if (nanos != 0 && nanos % nanosOf(unit) == 0) {
                return nanos / nanosOf(unit) + unit;
            }
        }
        return nanos == 0 ? "0s" : nanos + "ns";
    }

    /** YAML 1.1's words for true and false. */
    public static Optional<Boolean> flag(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "y" -> Optional.of(true);
            case "false", "no", "off", "n" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
