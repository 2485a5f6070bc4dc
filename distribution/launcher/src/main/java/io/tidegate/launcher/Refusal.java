package io.tidegate.launcher;

/** Ends the process with a sentence for the operator and an exit code; carries no stack trace, because it is no bug. */
final class Refusal extends Exception {
    /** Something is wrong and nothing was started. */
    static final int FAILED = 1;
    /** The command line is wrong. */
    static final int USAGE = 2;
    /** There is no running gateway (the code that init scripts use for it). */
    static final int NOT_RUNNING = 3;

    private final int exitCode;

    Refusal(int exitCode, String sentence) {
        super(sentence, null, false, false);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
