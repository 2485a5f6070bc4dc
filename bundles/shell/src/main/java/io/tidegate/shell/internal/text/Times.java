package io.tidegate.shell.internal.text;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Time as people read it. Pure. */
public final class Times {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    private Times() {
    }

    /** How long ago, in its two largest units: {@code 12s}, {@code 3m 4s}, {@code 2h 5m}, {@code 4d 1h}; a future time is {@code 0s}. */
    public static String ago(Instant since, Instant now) {
        Duration age = Duration.between(since, now);
        if (age.isNegative()) {
            return "0s";
        }
        long seconds = age.toSeconds();
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return seconds / 60 + "m " + seconds % 60 + "s";
        }
        return seconds < 86_400 ? age.toHours() + "h " + age.toMinutesPart() + "m" : age.toDays() + "d " + age.toHoursPart() + "h";
    }

    /** UTC, to the second. */
    public static String stamp(Instant time) {
        return STAMP.format(time);
    }

    /** {@code 2026-11-22 16:30:29Z (3m 4s ago)}. */
    public static String both(Instant since, Instant now) {
        return stamp(since) + " (" + ago(since, now) + " ago)";
    }
}
