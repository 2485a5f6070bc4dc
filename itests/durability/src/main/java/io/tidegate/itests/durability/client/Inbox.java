package io.tidegate.itests.durability.client;

import io.tidegate.bench.wire.Frames;
import io.tidegate.itests.durability.history.Event;
import io.tidegate.itests.durability.history.History;
import io.tidegate.itests.durability.history.Message;
import io.tidegate.itests.durability.wire.Packet;
import io.tidegate.itests.durability.wire.Packets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a subscriber keeps: which identifiers it holds and for which message, at QoS 2 until PUBREL, so that a message is handed
 * on once (MQTT 3.1.1 §4.3.3, method B). Answers are held back on purpose, so that flows are half done at any instant. Guarded
 * by its client.
 */
final class Inbox {
    private final History history;
    private final Consumer<byte[]> wire;
    private final Consumer<String> fault;
    /** Identifiers that the broker must not use for anything else. */
    private final Map<Integer, Held> ids = new HashMap<>();
    private final ArrayDeque<Answer> answers = new ArrayDeque<>();
    private final int holdBack;

    private record Held(Message message, int qos) { }

    private record Answer(int type, int id) { }

    /** @param holdBack how many answers wait for later ones before they are written */
    Inbox(int holdBack, History history, Consumer<byte[]> wire, Consumer<String> fault) {
        this.holdBack = holdBack;
        this.history = history;
        this.wire = wire;
        this.fault = fault;
    }

    /** @param call of which it is the output; empty: of none */
    void publish(String session, int connection, Message message, String call, Packet packet) {
        int id = packet.packetId();
        int qos = packet.qos();
        Held held = qos == 0 ? null : ids.get(id);
        if (held != null && !(held.message.equals(message) && held.qos == qos)) {
            fault.accept("identifier " + id + " is used for " + message + " qos=" + qos + " while it is in use for " + held);
        } else if (held != null && !packet.dup()) {
            fault.accept(message + " is sent again without DUP, identifier " + id); // MQTT 3.1.1 [MQTT-3.3.1-1]
        }
        if (qos < 2 || !new Held(message, qos).equals(held)) {
            history.add(new Event.Arrived(session, connection, message, qos, packet.dup(), packet.retain(), id, call));
        }
        if (qos > 0) {
            ids.put(id, new Held(message, qos));
            answer(qos == 1 ? Frames.PUBACK : Frames.PUBREC, id);
        }
    }

    void release(int id) {
        Held held = ids.get(id);
        if (held != null && held.qos == 1) {
            fault.accept("PUBREL of identifier " + id + ", which is in use at QoS 1 for " + held.message);
            return;
        }
        ids.remove(id);
        answer(Frames.PUBCOMP, id);
    }

    private void answer(int type, int id) {
        answers.add(new Answer(type, id));
        answer(holdBack);
    }

    /** Writes what waits, but for so many. */
    void answer(int leave) {
        while (answers.size() > leave) {
            Answer next = answers.poll();
            if (next.type == Frames.PUBACK) {
                ids.remove(next.id);
            }
            wire.accept(Packets.identifier(next.type, next.id));
        }
    }

    /** A new connection: what was not answered will be asked again. */
    void connected(boolean kept) {
        answers.clear();
        if (!kept) {
            ids.clear();
        }
    }
}
