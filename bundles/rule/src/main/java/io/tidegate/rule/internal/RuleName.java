package io.tidegate.rule.internal;

import io.tidegate.rule.internal.config.RuleSettings;
import java.time.Duration;
import java.util.Optional;

/**
 * The client identifier that a rule has, against other rules and against connections, and with it the hub session of
 * that name. Taken on the control thread, given back on any.
 */
final class RuleName {
    /**
     * So long a session outlives its configuration. One that is configured anew meanwhile, as by a tree when the file of etc/ that
     * overrides it is deleted, has missed nothing.
     */
    static final Duration GRACE = Duration.ofSeconds(1);

    private final Rule.Surroundings around;
    private volatile String held; // null while it has none

    RuleName(Rule.Surroundings around) {
        this.around = around;
    }

    /**
     * Claims an identifier against other rules; {@link #hold} must follow when it is given.
     *
     * @param place  where the configuration is, for people
     * @param onFree called when an identifier that was refused may be claimed again
     * @param again  claims it again, at once
     * @return empty when it is this rule's now, else the place of the rule that has it
     */
    Optional<String> claim(String clientId, String place, Runnable onFree, Runnable again) {
        return around.clientIds().claim(new ClientIds.Claim(clientId, this, place, onFree, again));
    }

    /** Reserves what was claimed against connections. Nobody configures the session of the name it had before, if it had one. */
    void hold(String clientId) {
        String before = held;
        held = clientId;
        around.hub().reserve(clientId, RuleSettings.sessionName(clientId));
        if (before != null && !before.equals(clientId)) {
            endLater(before);
            around.clientIds().release(before, this);
        }
    }

    /** @param forGood whether nobody configures the session any more; else it and the reservation stay */
    void giveUp(boolean forGood) {
        String mine = held;
        if (forGood && mine != null) {
            endLater(mine);
        }
        around.clientIds().releaseAll(this);
    }

    private void endLater(String clientId) {
        around.control().schedule(GRACE, () -> {
            if (!around.clientIds().isTaken(clientId)) {
                around.unconfigured().end(RuleSettings.sessionName(clientId));
            }
        });
    }
}
