package io.tidegate.log.internal;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Some of the loggers. Immutable.
 *
 * @param logger  the logger, and with it all below
 * @param without a logger below it that does not belong to it; empty when all do
 */
record Part(String logger, String without) {
    private static final String OURS = "io.tidegate.";
    private static final String WORKERS = OURS + "function.worker";
    private static final Pattern BUNDLE = Pattern.compile("[a-z]+(\\.[a-z0-9]+)*(\\.\\*)?");
    private static final Pattern LOGGER = Pattern.compile("[A-Za-z0-9_$-]+(\\.[A-Za-z0-9_$-]+)*");

    /** {@code hub}, {@code store.*}, {@code function/NAME} or {@code logger/NAME}; empty when it is none of these. */
    static Optional<Part> of(String word) {
        if (word.startsWith("function/") && word.length() > "function/".length()) {
            return Optional.of(new Part(WORKERS + "." + word.substring("function/".length()), ""));
        }
        if (word.startsWith("logger/")) {
            String name = word.substring("logger/".length());
            return LOGGER.matcher(name).matches() ? Optional.of(new Part(name, "")) : Optional.empty();
        }
        if (!BUNDLE.matcher(word).matches() || !word.equals(word.toLowerCase(Locale.ROOT))) {
            return Optional.empty();
        }
        String bundle = word.endsWith(".*") ? word.substring(0, word.length() - 2) : word;
        return Optional.of(new Part(OURS + bundle, bundle.equals("function") ? WORKERS : ""));
    }

    boolean covers(String name) {
        return isOrBelow(name, logger) && (without.isEmpty() || !isOrBelow(name, without));
    }

    private static boolean isOrBelow(String name, String logger) {
        return name.startsWith(logger) && (name.length() == logger.length() || name.charAt(logger.length()) == '.');
    }
}
