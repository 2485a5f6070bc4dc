package io.tidegate.hub.internal.session;

import java.util.Arrays;

/**
 * What was sent with QoS 1 or 2 and is not yet acknowledged, by sequence number: one byte each in a small ring, no
 * object per message. The packet identifier is a function of the sequence number, so that a resend carries the
 * original one without remembering it. Owned by the session's loop.
 */
public final class Window {
    /** Packet identifiers go from 1 to this. MQTT 3.1.1 [MQTT-2.3.1-1] */
    public static final int IDENTIFIERS = 65_535;
    public static final byte FREE = 0;
    /** PUBLISH with QoS 1 sent; PUBACK awaited. */
    public static final byte SENT_QOS_1 = 1;
    /** PUBLISH with QoS 2 sent; PUBREC awaited. */
    public static final byte SENT_QOS_2 = 3;
    /** PUBREC came, PUBREL is sent or about to be; PUBCOMP awaited. */
    public static final byte RELEASED = 2;

    private byte[] states = new byte[8];
    private long floor = 1;
    private long next = 1;
    private int open;

    /** What a PUBLISH of this QoS, 1 or 2, becomes when it is sent. */
    public static byte sent(int qos) {
        return qos == 1 ? SENT_QOS_1 : SENT_QOS_2;
    }

    /** The QoS with which an open sequence number was sent; 0 when it is not open or only its PUBREL is owed. */
    public int qosSent(long sequence) {
        if (sequence < floor || sequence >= next) {
            return 0;
        }
        return switch (state(sequence)) {
            case SENT_QOS_1 -> 1;
            case SENT_QOS_2 -> 2;
            default -> 0;
        };
    }

    /** Starts anew before this sequence number, with nothing in flight. */
    public void reset(long sequence) {
        Arrays.fill(states, FREE);
        floor = sequence;
        next = sequence;
        open = 0;
    }

    /** The sequence number after the last one sent. */
    public long next() {
        return next;
    }

    /** The oldest one that awaits an acknowledgement; {@link #next()} when none does. */
    public long floor() {
        return floor;
    }

    /** Nothing below this will be sent any more. */
    public void skipTo(long sequence) {
        if (open == 0) {
            reset(Math.max(next, sequence));
        }
    }

    /** How many await an acknowledgement. */
    public int open() {
        return open;
    }

    /** Whether this sequence number may not be sent now: the peer's limit, or the oldest open identifier would be lapped. */
    public boolean isFull(int limit, long sequence) {
        return open >= limit || open > 0 && sequence - floor >= IDENTIFIERS - 1;
    }

    /**
     * Opens a sequence number, at or after {@link #next()}; those left out are taken as acknowledged.
     *
     * @return its packet identifier
     */
    public int send(long sequence, byte state) {
        if (open == 0) {
            floor = sequence;
            next = sequence;
        }
        while (sequence - floor >= states.length) {
            grow();
        }
        for (; next < sequence; next++) {
            states[(int) next & states.length - 1] = FREE;
        }
        states[(int) sequence & states.length - 1] = state;
        next = sequence + 1;
        open++;
        return identifier(sequence);
    }

    /**
     * The packet identifier of a sequence number from 1 on: numbers modulo 65,535, which is one less than a power of two, so that
     * the sum of the digits to the base 65,536 has the same rest. A division of longs is a call for the JVM's quick compiler.
     */
    public static int identifier(long sequence) {
        long n = sequence - 1;
        long digits = (n & 0xFFFF) + (n >>> 16 & 0xFFFF) + (n >>> 32 & 0xFFFF) + (n >>> 48);
        int rest = (int) ((digits & 0xFFFF) + (digits >>> 16)); // at most 65,538
        return rest >= IDENTIFIERS ? rest - IDENTIFIERS + 1 : rest + 1;
    }

    /** The open sequence number of this identifier; −1 when there is none. */
    public long sequence(int identifier) {
        int ahead = identifier - identifier(floor);
        long sequence = floor + (ahead < 0 ? ahead + IDENTIFIERS : ahead);
        return sequence < next && states[(int) sequence & states.length - 1] != FREE ? sequence : -1;
    }

    /**
     * Takes over what an earlier one had in flight and this one never came to send again, as where it was smaller.
     *
     * @param earlier null: nothing is known
     */
    public void takeUnsent(Window earlier) {
        if (earlier == null) {
            return;
        }
        for (long n = Math.max(next, earlier.floor); n < earlier.next; n++) {
            if (earlier.state(n) != FREE) {
                send(n, earlier.state(n));
            }
        }
    }

    /** The state of an open sequence number. */
    public byte state(long sequence) {
        return states[(int) sequence & states.length - 1];
    }

    public void state(long sequence, byte state) {
        states[(int) sequence & states.length - 1] = state;
    }

    /** Closes a sequence number. */
    public void free(long sequence) {
        states[(int) sequence & states.length - 1] = FREE;
        open--;
        while (floor < next && states[(int) floor & states.length - 1] == FREE) {
            floor++;
        }
    }

    private void grow() {
        byte[] larger = new byte[states.length * 2];
        for (long s = floor; s < next; s++) {
            larger[(int) s & larger.length - 1] = states[(int) s & states.length - 1];
        }
        states = larger;
    }
}
