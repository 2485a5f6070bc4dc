package io.tidegate.log.internal.line;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How grave a line is, from the most talkative on; the model's four. */
public enum Level {
    DEBUG, INFO, WARN, ERROR;

    private static final int SYSLOG_ERROR = 3;
    private static final int SYSLOG_WARN = 4;
    private static final int SYSLOG_INFO = 6;

    /** As in configurations and in the files. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether lines of this level are wanted where {@code least} is the level asked for. */
    public boolean reaches(Level least) {
        return compareTo(least) >= 0;
    }

    /** {@code debug}, {@code info}, {@code warn} or {@code error}, upper or lower case. */
    public static Optional<Level> of(String word) {
        return Arrays.stream(values()).filter(level -> level.word().equalsIgnoreCase(word.trim())).findFirst();
    }

    /** What is finer than DEBUG counts as that, what is graver than ERROR as that. */
    public static Level ofSyslog(int severity) {
        if (severity <= SYSLOG_ERROR) {
            return ERROR;
        }
        return severity == SYSLOG_WARN ? WARN : severity <= SYSLOG_INFO ? INFO : DEBUG;
    }
}
