package io.tidegate.hub.internal.inprocess;

import io.tidegate.hub.Outcome;
import io.tidegate.hub.PublishResult;
import io.tidegate.hub.Reason;
import io.tidegate.hub.internal.routing.Bytes;
import io.tidegate.hub.internal.session.Route;
import io.tidegate.hub.internal.shard.Commit;
import io.tidegate.hub.internal.shard.Shard;
import io.tidegate.hub.spi.Authorizer;
import io.tidegate.mqtt.Message;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.store.Claim;
import io.tidegate.store.StoreException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What becomes of an in-process session's deliveries: each outcome is one batch, input gone and outputs appended.
 * The first outcome counts. On the session's loop.
 */
final class Outcomes {
    /** Through how many rules and routes a message may come. */
    static final int HOPS_MAX = 16;

    private final LocalSession session;

    Outcomes(LocalSession session) {
        this.session = session;
    }

    void acknowledge(Shard here, LocalDelivery d, List<Message> outputs, CompletableFuture<Outcome> result) {
        if (!session.holds(d)) {
            result.complete(Outcome.stale());
            return;
        }
        if (d.hops >= HOPS_MAX && !outputs.isEmpty()) {
            result.complete(Outcome.loop(d.hops));
            return;
        }
        for (Message m : outputs) {
            PublishResult judged = judge(here, session.permissions(), m);
            if (judged.code() != ReasonCode.SUCCESS) {
                result.complete(Outcome.refused(judged.code(), judged.reason()));
                return;
            }
        }
        if (!d.isStored() && outputs.stream().noneMatch(m -> needsStore(here, m))) {
            outputs.forEach(m -> deliver(here, m, d.hops + 1));
            session.settled(d);
            result.complete(Outcome.done());
            return;
        }
        Commit commit = here.committing.open(Claim.WORK);
        outputs.forEach(m -> append(here, commit, m, d.hops + 1));
        settle(here, commit, d, result);
    }

    void setAside(Shard here, LocalDelivery d, Reason why, CompletableFuture<Outcome> result) {
        if (!session.holds(d)) {
            result.complete(Outcome.stale());
            return;
        }
        Commit commit = here.committing.open(Claim.WORK);
        byte[] letter = DeadLetterFormat.write(d.id(), d.attempt(), why, d.message());
        long queue = here.shared.deadLetterQueues.computeIfAbsent(session.name(), name -> here.shared.newQueue());
        commit.batch.open(queue, DeadLetterBox.QUEUE_PREFIX + session.name()); // each time: an earlier one may have been refused
        int operation = commit.batch.append(new long[] {queue}, 1, letter.length);
        System.arraycopy(letter, 0, commit.batch.array(), commit.batch.entry(operation), letter.length);
        settle(here, commit, d, result);
    }

    private void settle(Shard here, Commit commit, LocalDelivery d, CompletableFuture<Outcome> result) {
        session.settling(d);
        if (d.isStored()) {
            commit.batch.remove(session.queue(), d.sequence);
        }
        commit.then(failure -> session.loop.after(here, now -> {
            if (failure == null) {
                session.settled(d);
                result.complete(Outcome.done());
            } else {
                session.unsettled(now, d);
                result.complete(Outcome.failed(failure.getMessage()));
            }
        }));
    }

    void retry(Shard here, LocalDelivery d, Duration after) {
        if (!session.holds(d)) {
            return;
        }
        if (d.isStored()) {
            here.committing.open(Claim.RELEASE).batch.mark(session.queue(), d.sequence, d.attempt());
        }
        session.again(here, d, d.again(), after);
    }

    void publish(Shard here, Permissions permissions, Message m, CompletableFuture<PublishResult> result) {
        PublishResult judged = judge(here, permissions, m);
        if (judged.code() != ReasonCode.SUCCESS) {
            result.complete(judged);
        } else if (!needsStore(here, m)) {
            deliver(here, m, 0);
            result.complete(judged);
        } else {
            Commit commit = here.committing.open(Claim.INTAKE);
            append(here, commit, m, 0);
            commit.then(whenStored(result, judged));
        }
    }

    private static Consumer<StoreException> whenStored(CompletableFuture<PublishResult> result, PublishResult done) {
        return failure -> result.complete(failure == null ? done
                : new PublishResult(ReasonCode.QUOTA_EXCEEDED, failure.getMessage()));
    }

    private static PublishResult judge(Shard here, Permissions permissions, Message m) {
        Authorizer authorizer = here.shared.authorizer();
        if (authorizer != null) {
            here.shared.noticePermissions(authorizer);
        }
        String problem = here.shared.settings().topicProblem(m.topic().toString());
        if (problem != null) {
            return new PublishResult(ReasonCode.TOPIC_NAME_INVALID, problem);
        }
        long size = 9L + Bytes.of(m.topic().toString()).length + m.payload().length;
        if (size > here.shared.settings().messageBytes()) {
            return new PublishResult(ReasonCode.PACKET_TOO_LARGE, "the message has " + size
                    + " bytes: at most " + here.shared.settings().messageBytes() + " are allowed (message.length.max)");
        }
        if (m.retain() && !here.publishing.hasRoom(m.topic().toString(), Bytes.of(m.topic().toString()).length, m.payload().length)) {
            return new PublishResult(ReasonCode.QUOTA_EXCEEDED, "no room for another retained message, or for a larger one (retained.bytes.max)");
        }
        ReasonCode allowed = permissions.publish(m.topic());
        return new PublishResult(allowed, allowed == ReasonCode.SUCCESS ? ""
                : allowed == ReasonCode.NOT_AUTHORIZED ? "may not publish to '" + m.topic() + "'"
                        : "nobody can say whether it may publish to '" + m.topic() + "'");
    }

    private static boolean needsStore(Shard here, Message m) {
        return m.retain() || m.qos().value() > 0 && route(here, m).queues.length > 0;
    }

    private static Route route(Shard here, Message m) {
        byte[] topic = Bytes.of(m.topic().toString());
        return here.route(topic, 0, topic.length);
    }

    private static void deliver(Shard here, Message m, int hops) {
        byte[] a = flat(m);
        int topic = a.length - m.payload().length;
        here.delivering.deliver(route(here, m), a, 0, topic, topic, m.payload().length, m.qos().value(), hops);
    }

    private static void append(Shard here, Commit commit, Message m, int hops) {
        byte[] a = flat(m);
        int topic = a.length - m.payload().length;
        if (m.retain()) {
            here.publishing.retain(commit, m.topic().toString(), m.qos().value(), a, 0, topic, topic,
                    m.payload().length);
        }
        here.committing.append(commit, null, 0, route(here, m), m.qos().value() << 1, hops, a, 0, topic, topic,
                m.payload().length);
    }

    private static byte[] flat(Message m) {
        byte[] topic = Bytes.of(m.topic().toString());
        byte[] a = Arrays.copyOf(topic, topic.length + m.payload().length);
        System.arraycopy(m.payload(), 0, a, topic.length, m.payload().length);
        return a;
    }
}
