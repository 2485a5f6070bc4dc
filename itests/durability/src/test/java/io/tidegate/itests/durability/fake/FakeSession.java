package io.tidegate.itests.durability.fake;

import io.tidegate.bench.wire.Frames;
import io.tidegate.itests.durability.wire.Packet;
import io.tidegate.itests.durability.wire.Packets;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** One session of a {@link FakeBroker}: subscriptions, what waits, what is in flight. Guarded by its broker. */
final class FakeSession {
    private static final int WINDOW = 20;

    final boolean kept;
    final Map<String, Integer> subscriptions = new LinkedHashMap<>();
    /** Of QoS 2 publishes that were not released. */
    final Set<Integer> received = new HashSet<>();
    final ArrayDeque<Outgoing> waiting = new ArrayDeque<>();
    final Map<Integer, Outgoing> inFlight = new LinkedHashMap<>();
    private final FakeBroker broker;
    OutputStream out;                   // null: away
    private int lastId;

    /** @param released PUBREC has come */
    record Outgoing(String topic, byte[] payload, int qos, boolean retain, boolean dup, boolean released) {
        Outgoing dupped(boolean set) {
            return new Outgoing(topic, payload, qos, retain, set, released);
        }
    }

    FakeSession(FakeBroker broker, boolean kept) {
        this.broker = broker;
        this.kept = kept;
    }

    void add(Outgoing message) {
        if (message.qos == 0) {
            write(Packets.publish(message.topic, message.payload, 0, 0, message.dup, message.retain));
            return;
        }
        waiting.add(message);
        pump();
    }

    void pump() {
        while (out != null && !waiting.isEmpty() && inFlight.size() < WINDOW) {
            Outgoing next = waiting.poll();
            int id = freeId();
            inFlight.put(id, next);
            if (broker.sinsOnce(Sin.FORGETS_WHAT_WAS_IN_FLIGHT, 10)) {
                continue; // still in a buffer at the kill
            }
            write(Packets.publish(next.topic, next.payload, next.qos, id, next.dup, next.retain));
        }
    }

    private int freeId() {
        if (broker.sins(Sin.REUSES_IDENTIFIERS) && lastId > 0 && inFlight.containsKey(lastId) && broker.chance(5)) {
            return lastId;
        }
        do {
            lastId = lastId % 0xFFFF + 1;
        } while (inFlight.containsKey(lastId));
        return lastId;
    }

    /** A new connection: in flight goes first, MQTT 3.1.1 [MQTT-4.4.0-1]. */
    void resume() {
        Map<Integer, Outgoing> again = new LinkedHashMap<>(inFlight);
        if (broker.sins(Sin.RESENDS_WITH_OTHER_IDENTIFIERS)) {
            inFlight.clear();
            again.values().forEach(each -> {
                lastId += 1_000;
                inFlight.put(freeId(), each);
            });
            again = new LinkedHashMap<>(inFlight);
        }
        again.forEach((id, each) -> write(each.released ? Packets.identifier(Frames.PUBREL, id)
            : Packets.publish(each.topic, each.payload, each.qos, id, !broker.sins(Sin.RESENDS_WITHOUT_DUP), each.retain)));
        pump();
    }

    void acknowledged(Packet packet) {
        int id = packet.packetId();
        if (packet.type() == Frames.PUBREC) {
            Outgoing flow = inFlight.get(id);
            if (flow != null) {
                inFlight.put(id, new Outgoing(flow.topic, flow.payload, 2, flow.retain, false, true));
            }
            write(Packets.identifier(Frames.PUBREL, id));
        } else {
            inFlight.remove(id);
            pump();
        }
    }

    void write(byte[] packet) {
        try {
            if (out != null) {
                out.write(packet);
            }
        } catch (IOException gone) {
            out = null; // the thread that reads sees the end too
        }
    }
}
