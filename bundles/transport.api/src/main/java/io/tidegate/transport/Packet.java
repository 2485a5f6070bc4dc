package io.tidegate.transport;

import io.tidegate.mqtt.ReasonCode;
import io.tidegate.mqtt.UserProperty;
import java.util.List;

/** The rare packets, as values. PUBLISH and its acknowledgements are never values: {@link Inbound}, {@link Connection}. */
public sealed interface Packet {
    /**
     * CONNECT. Its text form shows no password.
     *
     * @param clientId  empty when the client sent none
     * @param will      null: none
     * @param username  null: none
     * @param password  null: none
     */
    record Connect(int protocolVersion, String clientId, boolean cleanStart, long sessionExpirySeconds,
            int keepAliveSeconds, int receiveMaximum, int maximumPacketBytes, Will will, String username,
            byte[] password) implements Packet {
        @Override
        public String toString() {
            return "CONNECT version=" + protocolVersion + " clientId=" + clientId + " username=" + username;
        }
    }

    /**
     * The will of a CONNECT.
     *
     * @param topic UTF-8, checked by the codec for well-formedness only
     */
    record Will(String topic, byte[] payload, int qos, boolean retain, long delaySeconds,
            List<UserProperty> userProperties) {
    }

    /**
     * CONNACK. The codec turns the reason into the return code of the connection's version; a code that 3.1.1 does
     * not know becomes its nearest.
     *
     * @param assignedClientId null: none
     * @param serverKeepAlive  −1: the client's own
     */
    record Connack(ReasonCode reason, boolean sessionPresent, String assignedClientId, int serverKeepAlive)
            implements Packet {
    }

    /** SUBSCRIBE; at least one request. */
    record Subscribe(int packetId, int subscriptionIdentifier, List<Request> requests) implements Packet {
        /**
         * One Topic Filter with its options.
         *
         * @param filter well-formed UTF-8; whether it is a valid filter is the hub's to say
         * @param qos    0 to 2
         */
        public record Request(String filter, int qos, boolean noLocal, boolean retainAsPublished, int retainHandling) {
        }
    }

    /** SUBACK; one reason per request, in order. */
    record Suback(int packetId, List<ReasonCode> reasons) implements Packet {
    }

    /** UNSUBSCRIBE; at least one filter. */
    record Unsubscribe(int packetId, List<String> filters) implements Packet {
    }

    /** UNSUBACK; the reasons are not sent in 3.1.1. */
    record Unsuback(int packetId, List<ReasonCode> reasons) implements Packet {
    }

    /** DISCONNECT. From the server it is sent in MQTT 5 only; in 3.1.1 the connection is just closed. */
    record Disconnect(ReasonCode reason, long sessionExpirySeconds) implements Packet {
    }

    /** AUTH, MQTT 5. */
    record Auth(ReasonCode reason) implements Packet {
    }
}
