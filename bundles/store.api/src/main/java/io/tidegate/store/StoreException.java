package io.tidegate.store;

/** Why a batch was not committed, or a store cannot be read. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Sorts failures by what the caller tells its own peers. */
    public enum Kind {
        /** Over the quota for this {@link Claim}; later there may be room again. */
        FULL,
        /** The store has failed and takes nothing until it is opened anew. */
        BROKEN,
        /** The store was closed. */
        CLOSED
    }

    private final Kind kind;

    public StoreException(Kind kind, String message, Throwable cause) {
        super(message, cause, false, cause != null);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
