package io.tidegate.bench;

/** The command line cannot be followed; the message says which option, which value and what is allowed. */
public final class UsageException extends Exception {

    /** @param message which option, which value, what is allowed */
    public UsageException(String message) {
        super(message);
    }
}
