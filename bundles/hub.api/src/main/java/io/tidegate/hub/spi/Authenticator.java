package io.tidegate.hub.spi;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** Says who somebody is. Asked at CONNECT on a loop; answers off the loop, for a password hash is slow on purpose. */
@ConsumerType
public interface Authenticator {
    /** Completes on any thread, exceptionally only when it could not be decided; the hub waits at most 5 s. */
    CompletionStage<Authentication> authenticate(Credentials credentials);

    /**
     * Whether somebody who was let in still would be. Asked of all who are connected when {@link #generation} has changed, and
     * when another authenticator takes over; the connection of one who would not be is closed, a kept session stays. Answers at
     * once; any thread, also loops.
     *
     * @param proof as in the {@link Authentication} by which they came in; empty when that told none
     */
    default boolean stillAccepts(String principal, String proof) {
        return true;
    }

    /** Grows with every change after which {@link #stillAccepts} may answer otherwise; looked at several times a second. */
    default long generation() {
        return 0;
    }
}
