package io.tidegate.hub.internal.packet;

import io.tidegate.hub.internal.routing.Bytes;
import io.tidegate.hub.internal.session.Session;
import io.tidegate.hub.internal.session.Will;
import io.tidegate.hub.internal.session.Window;
import io.tidegate.hub.internal.shard.Claims;
import io.tidegate.hub.internal.shard.Commit;
import io.tidegate.hub.internal.shard.HubSettings;
import io.tidegate.hub.internal.shard.Review;
import io.tidegate.hub.internal.shard.Sessions;
import io.tidegate.hub.internal.shard.Shard;
import io.tidegate.hub.internal.shard.Wills;
import io.tidegate.hub.spi.Authentication;
import io.tidegate.hub.spi.Authenticator;
import io.tidegate.hub.spi.Authorizer;
import io.tidegate.hub.spi.Credentials;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.mqtt.TopicFilter;
import io.tidegate.mqtt.TopicName;
import io.tidegate.store.Claim;
import io.tidegate.store.StoreException;
import io.tidegate.transport.Connection;
import io.tidegate.transport.Packet;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * CONNECT, MQTT 3.1.1 §3.1: who is it, may it, whose was the client identifier, and only then CONNACK. Nothing of the
 * connection is read meanwhile. Owned by its loop.
 */
public final class ConnectHandler {
    private static final Logger LOG = LoggerFactory.getLogger("io.tidegate.hub.connection");
    /** How long a decision may take, or what it needs be away. */
    private static final Duration DECISION = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofMillis(50);

    private final Shard shard;

    public ConnectHandler(Shard shard) {
        this.shard = shard;
    }

    public void connect(Connection c, Packet.Connect p) {
        String clientId = p.clientId();
        if (clientId.isEmpty() && !p.cleanStart()) {
            refuse(c, ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, p, "empty client identifier without clean session");
            return; // MQTT 3.1.1 [MQTT-3.1.3-8]
        }
        if (!clientId.isEmpty() && refused(c, p, shard.review.ofIdentifier(clientId))) {
            return;
        }
        HubSettings settings = shard.shared.settings();
        if (p.will() != null && settings.topicProblem(p.will().topic()) != null) {
            refuse(c, ReasonCode.TOPIC_NAME_INVALID, p, "will: " + settings.topicProblem(p.will().topic()));
            return;
        }
        String id = clientId.isEmpty() ? "auto-" + UUID.randomUUID() : clientId; // MQTT 3.1.1 [MQTT-3.1.3-6]
        authenticate(c, p, id, System.nanoTime() + DECISION.toNanos());
    }

    private static boolean refused(Connection c, Packet.Connect p, Review.Refusal refusal) {
        if (refusal != null) {
            refuse(c, refusal.code(), p, refusal.reason());
        }
        return refusal != null;
    }

    private void authenticate(Connection c, Packet.Connect p, String id, long deadline) {
        Authenticator authenticator = shard.shared.authenticator();
        boolean ready = authenticator != null && shard.shared.authorizer() != null
                && shard.shared.isOpen();
        if (!c.isOpen()) {
            return;
        }
        if (!ready && System.nanoTime() < deadline) {
            shard.loop.schedule(RETRY, () -> authenticate(c, p, id, deadline));
        } else if (!ready) {
            refuse(c, ReasonCode.SERVER_UNAVAILABLE, p, "nobody to decide who it is within " + DECISION.toSeconds() + " s");
        } else {
            ask(authenticator, c, p, id);
        }
    }

    private void ask(Authenticator authenticator, Connection c, Packet.Connect p, String id) {
        AtomicBoolean decided = new AtomicBoolean();
        shard.loop.schedule(DECISION, () -> {
            if (!decided.getAndSet(true) && c.isOpen()) {
                refuse(c, ReasonCode.SERVER_UNAVAILABLE, p, "no decision within " + DECISION.toSeconds() + " s");
            }
        });
        char[] password = p.password() == null ? null : StandardCharsets.UTF_8
                .decode(java.nio.ByteBuffer.wrap(p.password())).toString().toCharArray();
        Credentials credentials = new Credentials(id, p.username(), password, c.facts().listener(), c.facts().address());
        decision(authenticator, credentials).whenComplete((answer, failure) -> shard.post(() -> {
            if (decided.getAndSet(true) || !c.isOpen()) {
                return;
            }
            if (failure != null) {
                refuse(c, ReasonCode.SERVER_UNAVAILABLE, p, "not decided: " + failure.getMessage());
            } else {
                orRefuse(c, p, () -> authenticated(c, p, id, answer));
            }
        }));
    }

    /** Whoever is asked about it on the way may fail, being somebody else's code: its client is told, and does not wait for ever. */
    private static void orRefuse(Connection c, Packet.Connect p, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.error("event=connect-failed client={}", Closing.printable(p.clientId()), e);
            refuse(c, ReasonCode.SERVER_UNAVAILABLE, p, "not decided: " + e);
        }
    }

    /** An authenticator that throws instead of failing its stage has not decided either. */
    private static CompletionStage<Authentication> decision(Authenticator authenticator, Credentials credentials) {
        try {
            return authenticator.authenticate(credentials);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void authenticated(Connection c, Packet.Connect p, String id, Authentication answer) {
        if (!answer.accepted()) {
            refuse(c, ReasonCode.BAD_USER_NAME_OR_PASSWORD, p, answer.reason());
            return;
        }
        if (refuseReserved(c, p, id)) {
            return;
        }
        String principal = answer.principal().intern(); // compared by identity on the hot path
        Authorizer authorizer = shard.shared.authorizer();
        if (p.will() != null && (authorizer == null
                || !authorizer.mayPublish(principal, TopicName.of(p.will().topic())))) {
            refuse(c, ReasonCode.NOT_AUTHORIZED, p, "may not publish its will to '" + p.will().topic() + "'");
            return;
        }
        Shard home = shard.home(id);
        if (home == null) {
            refuse(c, ReasonCode.SERVER_UNAVAILABLE, p, "the transport is stopping");
            return;
        }
        home.post(() -> home.clients.claims().claim(id, shard,
                (owner, clientId) -> owner.clients.release(clientId, principal),
                claimed -> {
                    orRefuse(c, p, () -> claimed(c, p, id, principal, answer.proof(), claimed));
                    stays(claimed.session());
                }));
    }

    /** What was given up for a connection that then came to nothing is here all the same: that of a client that is away. */
    private void stays(Session given) {
        if (given != null && !given.ended && !shard.clients.all().containsKey(given.name())) {
            shard.clients.add(given);
        }
    }

    private boolean refuseReserved(Connection c, Packet.Connect p, String id) {
        String holder = shard.shared.reserved.holder(id);
        if (holder != null) {
            refuse(c, ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, p, "client identifier is reserved by " + holder);
        }
        return holder != null;
    }

    /** Whether an edit that came while it was decided refuses it: none is looked for again before it is among the sessions. */
    private boolean refuseChanged(Connection c, Packet.Connect p, String id, String principal, String proof) {
        return refuseReserved(c, p, id) || refused(c, p, p.clientId().isEmpty() ? null : shard.review.ofIdentifier(id))
                || refused(c, p, shard.review.ofPrincipal(principal, proof));
    }

    private void claimed(Connection c, Packet.Connect p, String id, String principal, String proof, Claims.Claimed claimed) {
        if (claimed.refusal() != null) {
            refuse(c, claimed == Claims.FAILED ? ReasonCode.SERVER_UNAVAILABLE : ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, p, claimed.refusal());
            return;
        }
        Session old = claimed.session();
        if (!c.isOpen() || refuseChanged(c, p, id, principal, proof)) { // gone or refused while it was decided: nothing of it happened
            return;
        }
        if (old != null && p.cleanStart()) { // MQTT 3.1.1 [MQTT-3.1.2-6]
            shard.clients.end(old);
            old = null;
        }
        Session s = old == null ? new Session(id, shard.index()) : old;
        s.principal = principal;
        s.proof = proof;
        s.assigned = p.clientId().isEmpty();
        s.will = will(id, p.will());
        s.arriving = c;
        shard.clients.add(s);
        c.attach(s);
        boolean present = old != null;
        boolean kept = p.sessionExpirySeconds() > 0;
        if (kept) {
            dropForbidden(s);
        }
        if (kept || s.will != null) {
            // one that has something to take brings its will too: when it has taken it, there is room for both
            boolean drains = present && s.queued > 0;
            Sessions.Changed record = kept ? shard.clients.toStore(s) : null;
            // where nothing is to be stored too: what is under way for it comes first
            Commit commit = kept && (s.will == null || drains) ? shard.clients.room(s, record) : shard.committing.open(Claim.WORK);
            if (record != null) {
                shard.clients.store(commit, s, record);
            }
            if (s.will != null) {
                shard.clients.wills().store(commit, s);
            }
            commit.then(failure -> accepted(c, p, s, present, failure));
        } else {
            accepted(c, p, s, present, null);
        }
    }

    /** Subscriptions that its principal may no longer have do not survive a new connection. */
    private void dropForbidden(Session s) {
        Authorizer authorizer = shard.shared.authorizer();
        s.subscriptions.keySet().removeIf(filter -> {
            boolean gone = authorizer != null && !authorizer.maySubscribe(s.principal, TopicFilter.of(filter));
            if (gone) {
                shard.shared.tree.unsubscribe(filter, s);
            }
            return gone;
        });
    }

    private void accepted(Connection c, Packet.Connect p, Session s, boolean present, StoreException failure) {
        if (s.arriving != c) {
            return; // closed or taken over meanwhile
        }
        if (failure != null) {
            c.attach(null);
            refuse(c, ReasonCode.SERVER_UNAVAILABLE, p, failure.getMessage());
            s.will = null; // it was never connected
            if (present) {
                shard.clients.lost(s, failure.getMessage());
            } else {
                shard.clients.neverKept(s, failure.getMessage());
            }
            return;
        }
        s.arriving = null;
        s.connection = c;
        s.since = Instant.now();
        s.reason = "";
        shard.clients.wills().back(s.name());
        s.windowLimit(shard.review.windowLimit(c));
        c.keepAlive(p.keepAliveSeconds());
        boolean assigned = p.clientId().isEmpty();
        c.send(new Packet.Connack(ReasonCode.SUCCESS, present, assigned ? s.name() : null, -1));
        LOG.info("event=connected client={} user={} address={} listener={} kept={} sessionPresent={}",
                Closing.printable(s.name()), Closing.printable(s.principal), c.facts().address(), c.facts().listener(),
                s.isKept(), present);
        resume(s);
        c.read(true);
    }

    /** What was sent and not acknowledged goes first, in its order, MQTT 3.1.1 [MQTT-4.4.0-1]: the cursor goes back. */
    private void resume(Session s) {
        if (s.window.open() > 0) {
            s.window.takeUnsent(s.earlier);
            s.earlier = s.window;
        }
        s.window = new Window();
        s.cursor = 1;
        if (s.isKept()) {
            shard.pumpLater(s);
        }
    }

    private static Will will(String clientId, Packet.Will w) {
        return w == null ? null : new Will(Wills.key(clientId), Bytes.of(w.topic()), w.payload(), w.qos(), w.retain());
    }

    private static void refuse(Connection c, ReasonCode code, Packet.Connect p, String reason) {
        LOG.info("event=refused client={} user={} address={} code={} reason={}", Closing.printable(p.clientId()),
                p.username() == null ? "" : Closing.printable(p.username()), c.facts().address(), code,
                Closing.printable(reason));
        // what 3.1.1 has no code for is not answered, MQTT 3.1.1 [MQTT-3.2.2-6]: "server unavailable" would mean "try again"
        c.close(code == ReasonCode.TOPIC_NAME_INVALID ? null : new Packet.Connack(code, false, null, -1));
    }
}
