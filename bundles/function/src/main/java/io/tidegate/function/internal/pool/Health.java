package io.tidegate.function.internal.pool;

import java.time.Instant;

/** Which version is known to start, what keeps workers from starting, as far as it is known, and since when. Guarded by the pool's lock. */
final class Health {
    private String launchableNot = "";
    private String lastFailure = "";
    private String refused = "";
    /** The fingerprint of the version whose workers became ready last; empty: none. */
    private String proven = "";
    private Instant since = Instant.now();

    /** @param whyNot empty: workers can be started */
    void launchable(String whyNot) {
        if (launchableNot.isEmpty() != whyNot.isEmpty()) {
            since = Instant.now();
        }
        launchableNot = whyNot;
    }

    boolean isLaunchable() {
        return launchableNot.isEmpty();
    }

    /** @return whether it is the same as the last time */
    boolean startFailed(String reason) {
        boolean same = reason.equals(lastFailure);
        if (lastFailure.isEmpty()) {
            since = Instant.now();
        }
        lastFailure = reason;
        return same;
    }

    void started() {
        if (!lastFailure.isEmpty()) {
            since = Instant.now();
        }
        lastFailure = "";
    }

    /** @param fingerprint empty: none is any more */
    void proven(String fingerprint) {
        proven = fingerprint;
    }

    boolean isProven(Version version) {
        return version.fingerprint().equals(proven);
    }

    /** @param reason why a new version is not taken; empty: there is none, or it is */
    void refused(String reason) {
        refused = reason;
    }

    /** Why there is no worker. */
    String whyNone() {
        return !launchableNot.isEmpty() ? launchableNot : lastFailure.isEmpty() ? "none became ready in time" : lastFailure;
    }

    boolean isWell(boolean anyReady) {
        return anyReady || lastFailure.isEmpty() && launchableNot.isEmpty();
    }

    String reason(boolean anyReady) {
        if (!refused.isEmpty()) {
            return refused;
        }
        if (isWell(anyReady)) {
            return "";
        }
        return !launchableNot.isEmpty() ? launchableNot : "cannot be started: " + lastFailure;
    }

    Instant since() {
        return since;
    }
}
