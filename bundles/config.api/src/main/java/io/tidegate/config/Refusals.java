package io.tidegate.config;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * That a refused configuration is said in the log once. Who judges all of them ({@link ConfigurationCheck}) says what it finds with
 * file and line; while it is there, the provider that refuses the same thing says it for debugging alone, and else as an error.
 * Any thread.
 */
@ProviderType
public final class Refusals {
    private static final Set<Object> JUDGES = ConcurrentHashMap.newKeySet();

    private Refusals() {
    }

    /** From now on somebody says what every check finds, within seconds. */
    public static void saidBy(Object judge) {
        JUDGES.add(judge);
    }

    /** No longer: it ends. */
    public static void noLongerSaidBy(Object judge) {
        JUDGES.remove(judge);
    }

    /** A line of a log, as {@code Logger::error} makes it. */
    @ConsumerType
    @FunctionalInterface
    public interface Line {
        /** @param format with a {@code {}} for each argument */
        void log(String format, Object... arguments);
    }

    /**
     * A provider's line about something that its own {@link ConfigurationCheck} finds too; what only trying shows is none of these.
     *
     * @param alone how it is said when nobody else does, such as {@code LOG::error}
     * @param besides how it is said otherwise, such as {@code LOG::debug}
     */
    public static void log(Line alone, Line besides, String format, Object... arguments) {
        (JUDGES.isEmpty() ? alone : besides).log(format, arguments);
    }
}
