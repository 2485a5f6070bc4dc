package io.tidegate.bench;

/** The command line cannot be followed; the message says which option, which value and what is allowed. */
final class UsageException extends Exception {

    UsageException(String message) {
        super(message);
    }
}
