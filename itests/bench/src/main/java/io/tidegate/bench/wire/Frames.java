package io.tidegate.bench.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Encodes the rare MQTT 3.1.1 packets (CONNECT, SUBSCRIBE, DISCONNECT) and names the packet types. Stateless. */
public final class Frames {

    /** First byte of a packet, upper four bits: type; lower four: the flags the standard prescribes. */
    public static final int CONNECT = 0x10, CONNACK = 0x20, PUBLISH = 0x30, PUBACK = 0x40, PUBREC = 0x50,
            PUBREL = 0x62, PUBCOMP = 0x70, SUBSCRIBE = 0x82, SUBACK = 0x90, DISCONNECT = 0xE0;

    /** Largest value of the Remaining Length. MQTT 3.1.1, 2.2.3. */
    public static final int MAX_REMAINING = 268_435_455;

    private static final int CLEAN_SESSION = 0x02, PASSWORD = 0x40, USER_NAME = 0x80;

    private Frames() { }

    /**
     * A CONNECT with keep alive off: a broker under full load must not be asked for pings.
     *
     * @param clientId unique among the connected clients
     * @param kept     whether the session outlives the connection (clean session 0)
     * @param user     user name
     * @param password its password
     */
    public static byte[] connect(String clientId, boolean kept, String user, String password) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        string(body, "MQTT");
        body.write(4);                                          // protocol level: 3.1.1
        body.write((kept ? 0 : CLEAN_SESSION) | USER_NAME | PASSWORD);
        body.write(0);                                          // keep alive, two bytes: 0 = off
        body.write(0);
        string(body, clientId);
        string(body, user);
        string(body, password);
        return frame(CONNECT, body.toByteArray());
    }

    /** A SUBSCRIBE with Topic Filters of one QoS. */
    public static byte[] subscribe(int packetId, List<String> filters, int qos) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(packetId >>> 8);
        body.write(packetId);
        for (String filter : filters) {
            string(body, filter);
            body.write(qos);
        }
        return frame(SUBSCRIBE, body.toByteArray());
    }

    /** A DISCONNECT. */
    public static byte[] disconnect() {
        return frame(DISCONNECT, new byte[0]);
    }

    /** A packet of the given first byte: fixed header and body. */
    public static byte[] frame(int first, byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 5);
        out.write(first);
        remaining(out, body.length);
        out.writeBytes(body);
        return out.toByteArray();
    }

    static void remaining(ByteArrayOutputStream out, int length) {
        if (length < 0 || length > MAX_REMAINING) {
            throw new IllegalArgumentException("remaining length " + length + ", allowed 0.." + MAX_REMAINING);
        }
        int rest = length;
        do {
            int digit = rest & 0x7F;
            rest >>>= 7;
            out.write(rest > 0 ? digit | 0x80 : digit);
        } while (rest > 0);
    }

    static void string(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0xFFFF) {
            throw new IllegalArgumentException("a string of " + bytes.length + " bytes, allowed 0..65535");
        }
        out.write(bytes.length >>> 8);
        out.write(bytes.length);
        out.writeBytes(bytes);
    }
}
