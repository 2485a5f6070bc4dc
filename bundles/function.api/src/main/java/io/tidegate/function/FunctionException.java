package io.tidegate.function;

import java.util.Objects;

/** Why a call has no result. Its stack trace is the caller's business, so it has none. */
public final class FunctionException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Sorts failures by what a caller can do about them. */
    public enum Kind {
        /** No worker, and none could be started now, or the one at the call was ended to be replaced. Trying again can help. */
        UNAVAILABLE(true),
        /** All workers are busy and the waiting line is full. Trying again can help. */
        SATURATED(true),
        /** No answer within the function's timeout; the worker was ended. Trying again can help. */
        TIMEOUT(true),
        /** The worker died during the call. Trying again can help. */
        CRASHED(true),
        /** The handler raised, or returned what cannot be sent. The same input would fail again. */
        FAILED(false),
        /** The call itself is not acceptable (too large, unknown function in the worker). */
        REJECTED(false);

        private final boolean retryable;

        Kind(boolean retryable) {
            this.retryable = retryable;
        }

        public boolean retryable() {
            return retryable;
        }
    }

    private final Kind kind;

    /** @param message what a user reads */
    public FunctionException(Kind kind, String message) {
        super(Objects.requireNonNull(message), null, false, false);
        this.kind = Objects.requireNonNull(kind);
    }

    public Kind kind() {
        return kind;
    }
}
