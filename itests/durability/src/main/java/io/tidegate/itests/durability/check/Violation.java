package io.tidegate.itests.durability.check;

import io.tidegate.itests.durability.history.Message;

/**
 * A promise that was not kept.
 *
 * @param session who noticed, or ""
 * @param message null: it is not about one
 */
public record Violation(Kind kind, String session, Message message, String what) {

    /** What can be wrong with a broker. */
    public enum Kind {
        /** Acknowledged to its publisher and owed to the session, and it did not come. */
        LOST,
        /** At QoS 2 more than once. */
        TWICE,
        /** More often than it was sent, and not as a resend; or a resend where none is due. */
        REPEATED,
        /** Of one call more than one output. */
        TWO_OUTPUTS,
        /** A resend with another identifier than it had. */
        OTHER_ID,
        /** After a later one of the same publisher and topic. */
        ORDER,
        /** Not at the lower of the QoS published and granted. */
        QOS,
        /** To a session that had no subscription for it. */
        UNINVITED,
        /** Nobody sent it. */
        INVENTED,
        /** Never taken over from a publisher that offered it again and again, or stayed connected. */
        UNANSWERED,
        /** A kept session that is not present any more, or one present that cannot be. */
        SESSION,
        /** Not the value that was acknowledged last. */
        RETAINED,
        /** A will that did not come, or came from somebody who left with DISCONNECT. */
        WILL,
        /** Against the protocol by itself. */
        PROTOCOL
    }

    /** Whether it may be that the broker only needs more time. */
    public boolean mayHealByWaiting() {
        return kind == Kind.LOST || kind == Kind.UNANSWERED || kind == Kind.WILL;
    }
}
