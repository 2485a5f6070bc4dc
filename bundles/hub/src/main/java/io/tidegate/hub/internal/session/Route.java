package io.tidegate.hub.internal.session;

import io.tidegate.hub.internal.routing.Bytes;
import io.tidegate.hub.internal.routing.Subscriber;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Where messages of one topic go, seen from one loop: flat arrays, for their shape costs more than the look-up, and small,
 * for there may be one for each topic of a hundred thousand.
 * Immutable but for the cached permission; belongs to its loop's table. Valid while the tree's generation is
 * {@link #generation}.
 */
public final class Route {
    private static final byte[] NO_QOS = {};
    private static final long[] NO_QUEUES = {};
    private static final int[] NO_SHARDS = {};
    private static final Session[] NO_SESSIONS = {};
    private static final InProcess[] NO_LOCALS = {};
    private static final Subscriber[] NO_OWNERS = {};

    final byte[] topic;
    final long generation;
    /** What is wrong with this topic; null when nothing is. */
    public final String problem;
    /** Sessions with a socket on this loop, and the QoS that each asked for. */
    public final Session[] sessions;
    public final byte[] sessionQos;
    /** In-process sessions on this loop, and the QoS that each asked for. */
    public final InProcess[] locals;
    public final byte[] localQos;
    /** Queues, on whatever loop, that get messages of QoS 1 and 2; with their owners and the QoS asked for. */
    public final long[] queues;
    public final Subscriber[] owners;
    public final byte[] queueQos;
    /** Other loops that have receivers. */
    public final int[] otherShards;
    // valid for one principal at a time: most topics are published by one
    private String permitted;
    private long permittedGeneration;

    Route(byte[] topic, long generation, String problem, Receivers to) {
        this.topic = topic;
        this.generation = generation;
        this.problem = problem;
        this.sessions = to.sessions.toArray(NO_SESSIONS);
        this.sessionQos = qos(to.sessionQos);
        this.locals = to.locals.toArray(NO_LOCALS);
        this.localQos = qos(to.localQos);
        this.owners = to.owners.toArray(NO_OWNERS);
        this.queues = owners.length == 0 ? NO_QUEUES : to.owners.stream().mapToLong(Subscriber::queue).toArray();
        this.queueQos = qos(to.queueQos);
        this.otherShards = to.otherShards.isEmpty() ? NO_SHARDS : to.otherShards.stream().mapToInt(Integer::intValue).toArray();
    }

    private static byte[] qos(ByteArrayOutputStream bytes) {
        return bytes.size() == 0 ? NO_QOS : bytes.toByteArray();
    }

    /** The topic as text, made each time; null when it is not well-formed UTF-8. */
    public String name() {
        return Bytes.text(topic, 0, topic.length);
    }

    /** Whether this is the current route of that topic. */
    public boolean is(long currentGeneration, byte[] a, int offset, int length) {
        return generation == currentGeneration && length == topic.length
                && Arrays.equals(topic, 0, length, a, offset, offset + length);
    }

    /** Whether this principal (the same String object each time) was found to be allowed to publish here. */
    public boolean isPermitted(String principal, long permissionsGeneration) {
        return permitted == principal && permittedGeneration == permissionsGeneration;
    }

    public void permit(String principal, long permissionsGeneration) {
        permitted = principal;
        permittedGeneration = permissionsGeneration;
    }
}
