package io.tidegate.auth.file.internal;

/** A configuration that cannot be used: key and sentence, without secrets and without a stack trace. */
final class Unacceptable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String key;

    Unacceptable(String key, String message) {
        super(message, null, false, false);
        this.key = key;
    }

    String key() {
        return key;
    }
}
