package io.tidegate.hub.internal.shard;

/** The maps of the store that the hub uses. Numbers are stored: never change one. */
public final class Maps {
    /** Client identifier to {@link io.tidegate.hub.internal.shard.SessionRecord}. */
    public static final int SESSIONS = 1;
    /** Name of an in-process session to its record. */
    public static final int LOCALS = 2;
    /** Topic to entry. */
    public static final int RETAINED = 3;
    /** Client identifier, zero byte, packet identifier u16: QoS 2 messages taken and not yet released. */
    public static final int INCOMING = 4;
    /** Name of an in-process session that nobody configures any more, to since when (i64 ms). */
    public static final int ORPHANS = 5;
    /** Key of a connection's will to the will; see {@link Wills}. */
    public static final int WILLS = 6;
    /** Name of an in-process session to the most deliveries that it may have lent at once (i32). */
    public static final int LENT = 7;
    /** {@link #RUNNING} to nothing, for as long as a hub runs on the store. */
    public static final int STATE = 8;
    /** Client identifier to the name of the in-process session that reserves it. */
    public static final int RESERVED = 9;
    /** Key in {@link #STATE}: whoever finds it knows that the hub before did not get to its end. */
    public static final byte[] RUNNING = {'r', 'u', 'n', 'n', 'i', 'n', 'g'};

    private Maps() {
    }

    /** Key in {@link #INCOMING}. */
    static byte[] incoming(String clientId, int packetId) {
        byte[] id = io.tidegate.hub.internal.routing.Bytes.of(clientId);
        byte[] key = java.util.Arrays.copyOf(id, id.length + 3);
        key[id.length + 1] = (byte) (packetId >> 8);
        key[id.length + 2] = (byte) packetId;
        return key;
    }
}
