package io.tidegate.hub;

import io.tidegate.mqtt.ReasonCode;
import java.util.Objects;

/**
 * What became of a publish.
 *
 * @param code   {@link ReasonCode#SUCCESS}, or why it was refused
 * @param reason a sentence for people; empty when it succeeded
 */
public record PublishResult(ReasonCode code, String reason) {
    public PublishResult {
        Objects.requireNonNull(code);
        Objects.requireNonNull(reason);
    }
}
