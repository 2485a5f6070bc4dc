package io.tidegate.transport.netty.internal.codec;

import io.tidegate.transport.Packet;
import java.util.ArrayList;
import java.util.List;

/** SUBSCRIBE (packet identifier, then filter and QoS, at least once) and UNSUBSCRIBE (packet identifier, then filters) of MQTT 3.1 and 3.1.1. */
final class SubscribeDecoder {
    private SubscribeDecoder() {
    }

    static Packet.Subscribe subscribe(byte[] array, int from, int end) {
        Body body = new Body(array, from, end);
        int packetId = packetId(body);
        List<Packet.Subscribe.Request> requests = new ArrayList<>();
        while (body.hasMore()) {
            String filter = body.text("topic filter");
            int qos = body.oneByte("requested QoS");
            if (qos > 2) { // also the reserved bits, MQTT 3.1.1 [MQTT-3.8.3-4]
                throw ProtocolException.malformed("SUBSCRIBE requests QoS byte " + qos + ", allowed are 0, 1 and 2");
            }
            requests.add(new Packet.Subscribe.Request(filter, qos, false, false, 0));
        }
        if (requests.isEmpty()) { // MQTT 3.1.1 [MQTT-3.8.3-3]
            throw ProtocolException.malformed("SUBSCRIBE without a topic filter");
        }
        return new Packet.Subscribe(packetId, 0, List.copyOf(requests));
    }

    static Packet.Unsubscribe unsubscribe(byte[] array, int from, int end) {
        Body body = new Body(array, from, end);
        int packetId = packetId(body);
        List<String> filters = new ArrayList<>();
        while (body.hasMore()) {
            filters.add(body.text("topic filter"));
        }
        if (filters.isEmpty()) { // MQTT 3.1.1 [MQTT-3.10.3-2]
            throw ProtocolException.malformed("UNSUBSCRIBE without a topic filter");
        }
        return new Packet.Unsubscribe(packetId, List.copyOf(filters));
    }

    private static int packetId(Body body) {
        int packetId = body.twoBytes("packet identifier");
        if (packetId == 0) { // MQTT 3.1.1 [MQTT-2.3.1-1]
            throw ProtocolException.malformed("packet identifier 0");
        }
        return packetId;
    }
}
