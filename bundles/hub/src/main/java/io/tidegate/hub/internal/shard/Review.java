package io.tidegate.hub.internal.shard;

import io.tidegate.hub.internal.session.Session;
import io.tidegate.hub.spi.Authenticator;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.transport.Connection;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds whoever is connected on one loop against what is in force after a change: gives them the window, and closes who would
 * not be let in now. A kept session stays as that of any client that is away; a will goes out, for its client sent no DISCONNECT,
 * MQTT 3.1.1 [MQTT-3.1.2-8]. Owned by its loop.
 */
public final class Review {
    private static final Logger LOG = LoggerFactory.getLogger(Review.class);

    private final Shard shard;

    Review(Shard shard) {
        this.shard = shard;
    }

    /** Why somebody is not let in. @param code for the CONNACK */
    public record Refusal(ReasonCode code, String reason) {
    }

    /** What is wrong with an identifier that a client chose; null when nothing is. */
    public Refusal ofIdentifier(String clientId) {
        Pattern pattern = shard.shared.settings().clientId();
        return pattern == null || pattern.matcher(clientId).matches() ? null : new Refusal(
                ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, "client identifier does not match clientid.pattern " + pattern);
    }

    /** Why somebody who was let in by this proof would not be now; null when they would, or nobody can tell. */
    public Refusal ofPrincipal(String principal, String proof) {
        Authenticator authenticator = shard.shared.authenticator();
        return authenticator == null || accepts(authenticator, principal, proof) ? null : new Refusal(
                ReasonCode.BAD_USER_NAME_OR_PASSWORD, "user name or password of principal '" + principal + "' has changed");
    }

    private static boolean accepts(Authenticator authenticator, String principal, String proof) {
        try {
            return authenticator.stillAccepts(principal, proof);
        } catch (RuntimeException e) { // somebody else's code: who is in stays in
            LOG.error("event=authenticator-failed principal={} authenticator={}", principal, authenticator.getClass().getName(), e);
            return true;
        }
    }

    /** Something changed. */
    void look() {
        for (Session s : List.copyOf(shard.clients.all().values())) {
            if (s.connection == null && s.arriving == null) {
                continue;
            }
            Refusal refusal = s.assigned ? null : ofIdentifier(s.name());
            refusal = refusal != null ? refusal : ofPrincipal(s.principal, s.proof);
            if (refusal != null) {
                shard.clients.close(s, refusal);
            } else if (s.connection != null) {
                s.windowLimit(windowLimit(s.connection));
                shard.pumpLater(s); // a larger one has room now
            }
        }
    }

    /** How many messages may be in flight towards a client. */
    public int windowLimit(Connection c) {
        return Math.min(shard.shared.settings().inflight(), c.facts().receiveMaximum());
    }
}
