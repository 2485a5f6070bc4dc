package io.tidegate.log.internal.line;

import java.util.List;

/**
 * One event, taken out of the logging framework, which reuses its own objects. Immutable.
 *
 * @param millis since 1970
 * @param error  the stack trace, one line each; empty when nothing was thrown
 */
public record Line(long millis, Level level, String logger, String thread, String message, List<String> error) {
    /** Longer messages are cut, and say so. */
    static final int MAX_CHARS = 8 * 1024;

    public Line {
        message = cut(message == null ? "" : message);
        error = List.copyOf(error);
    }

    private static String cut(String text) {
        return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + " [cut: " + (text.length() - MAX_CHARS) + " more]";
    }

    /** Roughly what it takes in memory, in characters. */
    public int size() {
        return message.length() + error.stream().mapToInt(String::length).sum();
    }

    /** Its class' name without the package, or what stands behind the last dot. */
    String shortLogger() {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }
}
