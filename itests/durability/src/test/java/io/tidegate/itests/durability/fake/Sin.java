package io.tidegate.itests.durability.fake;

import io.tidegate.itests.durability.check.Violation.Kind;

/** What a {@link FakeBroker} does wrong, and as what that must be found. */
public enum Sin {
    NONE(null),
    LOSES_QOS1(Kind.LOST),
    LOSES_QOS2(Kind.LOST),
    /** Acknowledges before it has written, and is killed. */
    LOSES_THE_LAST_AT_A_KILL(Kind.LOST),
    FORGETS_WHAT_WAS_IN_FLIGHT(Kind.LOST),
    DELIVERS_QOS2_TWICE(Kind.TWICE),
    FORGETS_RECEIVED_IDENTIFIERS(Kind.TWICE),
    REPEATS_QOS1(Kind.REPEATED),
    INVENTS_DUP(Kind.REPEATED),
    RESENDS_WITHOUT_DUP(Kind.REPEATED),
    RESENDS_WITH_OTHER_IDENTIFIERS(Kind.OTHER_ID),
    SWAPS_TWO(Kind.ORDER),
    DELIVERS_AT_PUBLISHED_QOS(Kind.QOS),
    FORGETS_A_SUBSCRIPTION(Kind.LOST),
    KEEPS_ENDED_SUBSCRIPTIONS(Kind.UNINVITED),
    FORGETS_SESSIONS(Kind.SESSION),
    RETAINS_NO_MORE_AFTER_A_KILL(Kind.RETAINED),
    REUSES_IDENTIFIERS(Kind.PROTOCOL),
    ACKNOWLEDGES_TWICE(Kind.PROTOCOL),
    NEVER_ANSWERS_SOME(Kind.UNANSWERED),
    NEVER_ANSWERS_WHO_HAS_NO_SESSION(Kind.UNANSWERED),
    /** Where something in the broker makes outputs of inputs. */
    YIELDS_TWO_OUTPUTS(Kind.TWO_OUTPUTS),
    LOSES_WILLS(Kind.WILL),
    PUBLISHES_WILLS_OF_THOSE_WHO_LEFT(Kind.WILL),
    MANGLES(Kind.PROTOCOL);

    public final Kind found;

    Sin(Kind found) {
        this.found = found;
    }
}
