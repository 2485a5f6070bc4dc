package io.tidegate.rule.internal.config;

/** A configuration that cannot be used. Its message names key, value and what is allowed; it has no stack trace. */
public final class Unacceptable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String key;

    public Unacceptable(String key, String message) {
        super(message, null, false, false);
        this.key = key;
    }

    /** The key that is to be mended. */
    public String key() {
        return key;
    }
}
