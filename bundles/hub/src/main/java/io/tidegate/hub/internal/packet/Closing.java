package io.tidegate.hub.internal.packet;

import io.tidegate.hub.internal.session.Session;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.transport.Connection;
import io.tidegate.transport.Packet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where the hub closes a connection for what its peer did. */
public final class Closing {
    private static final Logger LOG = LoggerFactory.getLogger("io.tidegate.hub.connection");

    private Closing() {
    }

    public static void close(Session s, Connection c, ReasonCode code, String reason) {
        s.reason = "closed: " + reason;
        LOG.info("event=closed client={} address={} code={} reason={}", printable(s.name()), c.facts().address(), code,
                printable(reason));
        c.close(new Packet.Disconnect(code, 0));
    }

    /** Text from outside, without control characters. */
    static String printable(String text) {
        StringBuilder b = new StringBuilder(Math.min(text.length(), 200));
        for (int i = 0; i < text.length() && i < 200; i++) {
            char ch = text.charAt(i);
            b.append(Character.isISOControl(ch) ? String.format("\\u%04x", (int) ch) : String.valueOf(ch));
        }
        return b.toString();
    }
}
