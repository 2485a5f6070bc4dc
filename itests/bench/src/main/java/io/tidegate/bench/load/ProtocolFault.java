package io.tidegate.bench.load;

/** The broker broke the protocol, closed a connection or stood still; the run is invalid. The message says what happened. */
public final class ProtocolFault extends RuntimeException {

    /** @param message what happened, for the report */
    public ProtocolFault(String message) {
        super(message, null, false, false);
    }
}
