package io.tidegate.hub.internal;

import io.tidegate.config.Problem;
import io.tidegate.config.Sizes;
import io.tidegate.hub.internal.shard.HubSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads the properties of {@code io.tidegate.hub}: every key is judged, every problem is kept. */
final class HubSettingsParser {
    private static final int MAX_PACKET = 268_435_455;
    private static final long LEAST_AGE = 10;
    private static final long MOST_AGE = 8760 * 3600;
    private static final Pattern AGE = Pattern.compile("(?:(\\d{1,4})h)?(?:(\\d{1,6})m)?(?:(\\d{1,8})s)?");

    private final Map<String, ?> properties;
    private final List<String[]> problems = new ArrayList<>();

    private HubSettingsParser(Map<String, ?> properties) {
        this.properties = properties;
    }

    /** What was read; {@code settings} is null when there are problems. */
    record Parsed(HubSettings settings, List<Problem> problems) {
        String reason() {
            return String.join("; ", problems.stream().map(p -> p.key() + ": " + p.message()).toList());
        }
    }

    static Parsed parse(Map<String, ?> properties, String source) {
        HubSettingsParser p = new HubSettingsParser(properties);
        HubSettings d = HubSettings.DEFAULT;
        HubSettings settings = new HubSettings(
                (int) p.number("topic.levels.max", d.topicLevels(), 0, 65_534),
                (int) p.number("topic.length.max", d.topicBytes(), 1, 65_535),
                p.dollar(),
                p.pattern(),
                (int) p.size("message.length.max", d.messageBytes(), 1, MAX_PACKET),
                (int) p.number("inflight.max", d.inflight(), 1, 65_535),
                (int) p.size("waiting.bytes.max", d.waitingBytes(), 64 << 10, 256 << 20),
                p.size("retained.bytes.max", d.retainedBytes(), 64 << 10, 64L << 30),
                p.age());
        List<Problem> problems = p.problems.stream().map(kp -> new Problem(Problem.Severity.ERROR, source,
                HubConfiguration.PID, kp[0], kp[1])).toList();
        return new Parsed(problems.isEmpty() ? settings : null, problems);
    }

    private String text(String key) {
        Object value = properties.get(key);
        return value == null ? "" : value.toString().trim();
    }

    private long number(String key, long otherwise, long min, long max) {
        String text = text(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            return ranged(key, text, Long.parseLong(text), min, max, otherwise);
        } catch (NumberFormatException e) {
            problems.add(new String[] {key, "value '" + text + "' is not a number; allowed: " + min + " to " + max});
            return otherwise;
        }
    }

    private long size(String key, long otherwise, long min, long max) {
        String text = text(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        OptionalLong bytes = Sizes.bytes(text);
        if (bytes.isEmpty()) {
            problems.add(new String[] {key, "value '" + text + "' is not a size; allowed: bytes, or a number with k, m, g"});
            return otherwise;
        }
        return ranged(key, text, bytes.getAsLong(), min, max, otherwise);
    }

    private long ranged(String key, String text, long value, long min, long max, long otherwise) {
        if (value < min || value > max) {
            problems.add(new String[] {key, "value '" + text + "' is out of range; allowed: " + min + " to " + max});
            return otherwise;
        }
        return value;
    }

    private long age() {
        String text = text("message.age.max");
        if (text.isEmpty() || text.equals("0")) {
            return 0;
        }
        Matcher parts = AGE.matcher(text);
        long seconds = 0;
        if (parts.matches()) {
            for (int unit = 1; unit <= 3; unit++) {
                seconds = seconds * 60 + (parts.group(unit) == null ? 0 : Long.parseLong(parts.group(unit)));
            }
        }
        if (seconds < LEAST_AGE || seconds > MOST_AGE) {
            problems.add(new String[] {"message.age.max", "value '" + text
                    + "'; allowed: 0 (for ever), or a duration of whole seconds from 10s to 8760h such as 90m or 1h30m"});
        }
        return seconds;
    }

    private boolean dollar() {
        String text = text("topic.dollar");
        if (!text.isEmpty() && !text.equals("allowed") && !text.equals("refused")) {
            problems.add(new String[] {"topic.dollar", "value '" + text + "'; allowed: allowed, refused"});
        }
        return !text.equals("refused");
    }

    private Pattern pattern() {
        String text = text("clientid.pattern");
        try {
            return text.isEmpty() ? null : Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            problems.add(new String[] {"clientid.pattern", "value '" + text + "' is not a regular expression: "
                    + e.getDescription()});
            return null;
        }
    }
}
