package io.tidegate.itests.durability.client;

import io.tidegate.bench.wire.Frames;
import io.tidegate.itests.durability.history.Event;
import io.tidegate.itests.durability.history.History;
import io.tidegate.itests.durability.history.Message;
import io.tidegate.itests.durability.wire.Packet;
import io.tidegate.itests.durability.wire.Packets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Asks as a newcomer which messages are retained. It knows that it has seen all when the one of a second SUBSCRIBE has come
 * and those that are never removed are there.
 */
public final class RetainedProbe {
    /** Retained before a run begins, and never changed. */
    public static final Message SENTINEL = new Message("sentinel", "sentinel", 1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final InetSocketAddress broker;
    private final History history;
    private final List<String> topics;
    /** What earlier probes saw and nobody removes. */
    private final Set<String> expected = new HashSet<>();
    private int count;

    /** @param topics those that are asked about; all others below the same filter are passed over */
    public RetainedProbe(InetSocketAddress broker, History history, List<String> topics) {
        this.broker = broker;
        this.history = history;
        this.topics = topics;
    }

    /** Writes down the retained message of each topic. */
    public void ask(String filter) throws IOException {
        String name = "probe-" + ++count;
        history.add(new Event.Probing(name));
        Map<String, Message> seen = new HashMap<>();
        try (Link link = new Link(broker)) {
            link.write(Packets.connect(name, true, 0, "test", "hahaha", null, null, 0));
            link.write(Frames.subscribe(1, List.of(filter), 0));
            link.write(Frames.subscribe(2, List.of(SENTINEL.topic()), 0));
            long end = System.nanoTime() + PATIENCE.toNanos();
            long left = PATIENCE.toMillis();
            while (left > 0 && !(seen.containsKey(SENTINEL.topic()) && seen.keySet().containsAll(expected))) {
                Packet packet = link.read((int) left);
                if (packet.isPublish() && packet.retain()) {
                    seen.put(packet.topic(), Message.of(packet.topic(), packet.payload()));
                }
                left = (end - System.nanoTime()) / 1_000_000;
            }
            link.write(Frames.disconnect());
        } catch (SocketTimeoutException thatIsAll) {
            // what is missing is missing
        }
        seen.keySet().stream().filter(topic -> topics.contains(topic) && !mayBeRemoved(topic)).forEach(expected::add);
        topics.forEach(topic -> history.add(new Event.Retained(name, topic, seen.get(topic))));
        history.add(new Event.Retained(name, SENTINEL.topic(), seen.get(SENTINEL.topic())));
    }

    private static boolean mayBeRemoved(String topic) {
        return new Message("", topic, 2).clears();
    }
}
