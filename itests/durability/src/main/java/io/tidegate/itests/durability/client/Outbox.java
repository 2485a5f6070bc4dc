package io.tidegate.itests.durability.client;

import io.tidegate.bench.wire.Frames;
import io.tidegate.itests.durability.history.Event;
import io.tidegate.itests.durability.history.History;
import io.tidegate.itests.durability.history.Message;
import io.tidegate.itests.durability.wire.Packets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a publisher keeps until the broker has it: message and identifier until PUBACK or PUBREC, the identifier alone until
 * PUBCOMP, in the order of sending (MQTT 3.1.1 §4.3, §4.4). Guarded by its client.
 */
final class Outbox {
    private final ClientSpec spec;
    private final History history;
    private final Consumer<byte[]> wire;
    private final Consumer<String> fault;
    private final Map<Integer, Flow> flows = new LinkedHashMap<>();
    private int lastId;

    private record Flow(Message message, int qos, boolean retain, boolean released) { }

    /** @param wire takes packets to be written */
    Outbox(ClientSpec spec, History history, Consumer<byte[]> wire, Consumer<String> fault) {
        this.spec = spec;
        this.history = history;
        this.wire = wire;
        this.fault = fault;
    }

    int unsettled() {
        return flows.size();
    }

    void send(Message message, int qos, boolean retain) {
        Flow flow = new Flow(message, qos, retain, false);
        int id = 0;
        if (qos > 0) {
            id = freeId();
            flows.put(id, flow);
        }
        write(id, flow, false);
    }

    private int freeId() {
        do {
            lastId = lastId % 0xFFFF + 1;
        } while (flows.containsKey(lastId));
        return lastId;
    }

    private void write(int id, Flow flow, boolean again) {
        history.add(new Event.Sent(flow.message, flow.qos, flow.retain, id, spec.kept(), again));
        byte[] payload = spec.payloads().write(flow.message);
        wire.accept(Packets.publish(flow.message.topic(), payload, flow.qos, id, again, flow.retain));
    }

    /** PUBACK, PUBREC and PUBCOMP. */
    void acknowledged(int type, int id) {
        Flow flow = flows.get(id);
        boolean expected = flow != null && switch (type) {
            case Frames.PUBACK -> flow.qos == 1;
            case Frames.PUBREC -> flow.qos == 2 && !flow.released;
            default -> flow.released;
        };
        if (!expected) {
            fault.accept(String.format("acknowledgement 0x%02X of identifier %d, which does not wait for it: %s", type, id, flow));
            return;
        }
        if (type != Frames.PUBREC) {
            flows.remove(id);
        }
        if (type != Frames.PUBCOMP) {
            history.add(new Event.Acknowledged(flow.message));
        }
        if (type == Frames.PUBREC) {
            flows.put(id, new Flow(flow.message, 2, flow.retain, true));
            wire.accept(Packets.identifier(Frames.PUBREL, id));
        }
    }

    /** A new connection: goes on with the kept state, MQTT 3.1.1 [MQTT-4.4.0-1], or begins anew. */
    void connected() {
        if (!spec.kept()) {
            flows.clear();
            return;
        }
        flows.forEach((id, flow) -> {
            if (flow.released) {
                wire.accept(Packets.identifier(Frames.PUBREL, id));
            } else {
                write(id, flow, true);
            }
        });
    }

    @Override
    public String toString() {
        return flows.toString();
    }
}
