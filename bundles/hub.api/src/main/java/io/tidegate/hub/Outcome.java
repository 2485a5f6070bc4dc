package io.tidegate.hub;

import io.tidegate.mqtt.ReasonCode;
import java.util.Objects;

/**
 * What became of an acknowledgement or of setting aside.
 *
 * @param kind   see {@link Kind}
 * @param code   why it was refused; {@link ReasonCode#SUCCESS} otherwise
 * @param reason a sentence for people; empty when done
 */
public record Outcome(Kind kind, ReasonCode code, String reason) {
    public Outcome {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(code);
        Objects.requireNonNull(reason);
    }

    /** How it ended. */
    public enum Kind {
        /** Input gone, outputs stored or routed. */
        DONE,
        /** The delivery had its outcome already, or its session was closed or opened anew; nothing was changed. */
        STALE,
        /** An output was not acceptable; nothing was changed and the input is still this session's, awaiting another outcome. */
        REFUSED,
        /** The store failed; nothing was changed, and the input will be delivered again. */
        FAILED
    }

    public static Outcome done() {
        return new Outcome(Kind.DONE, ReasonCode.SUCCESS, "");
    }

    public static Outcome stale() {
        return new Outcome(Kind.STALE, ReasonCode.SUCCESS, "the delivery is no longer this session's");
    }

    public static Outcome refused(ReasonCode code, String reason) {
        return new Outcome(Kind.REFUSED, code, reason);
    }

    /** A refusal whose input has come through rules and routes so often that they must be feeding each other. */
    public static Outcome loop(int hops) {
        return refused(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
                "the message has come through rules and routes " + hops + " times: they feed each other");
    }

    /** Whether it was refused because rules feed each other; the input is to be set aside with reason LOOP. */
    public boolean isLoop() {
        return kind == Kind.REFUSED && code == ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR;
    }

    public static Outcome failed(String reason) {
        return new Outcome(Kind.FAILED, ReasonCode.UNSPECIFIED_ERROR, reason);
    }
}
