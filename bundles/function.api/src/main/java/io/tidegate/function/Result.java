package io.tidegate.function;

import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/** What a function answered. An empty payload means: nothing is to be published (the function filtered the message out). */
@ProviderType
public final class Result {
    private final byte[] payload;

    private Result(byte[] payload) {
        this.payload = Objects.requireNonNull(payload);
    }

    public static Result of(byte[] payload) {
        return new Result(payload);
    }

    /** Not copied; not to be changed. */
    public byte[] payload() {
        return payload;
    }
}
