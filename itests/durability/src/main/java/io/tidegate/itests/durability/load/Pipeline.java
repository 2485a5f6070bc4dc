package io.tidegate.itests.durability.load;

import io.tidegate.itests.durability.check.Checker;
import io.tidegate.itests.durability.check.Violation;
import io.tidegate.itests.durability.client.Client;
import io.tidegate.itests.durability.client.ClientSpec;
import io.tidegate.itests.durability.history.Event;
import io.tidegate.itests.durability.history.History;
import io.tidegate.itests.durability.history.History.Entry;
import io.tidegate.itests.durability.history.Message;
import io.tidegate.itests.durability.history.Payloads;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A publisher to one topic and a subscriber to another, with something between them in the broker that makes one output of each
 * input. It is judged as if the publisher had published the outputs: with QoS 2 all along each input has exactly one.
 */
public final class Pipeline implements Clients {
    private static final int WINDOW = 20;

    private final History history;
    private final String from;
    private final String to;
    private final Troop troop;

    /** @param payloads writes inputs, and knows an output as the message of its input on the topic {@code to} */
    public Pipeline(InetSocketAddress broker, History history, String from, String to, int qos, int perSecond, Payloads payloads) {
        this.history = history;
        this.from = from;
        this.to = to;
        troop = new Troop(history);
        ClientSpec reader = ClientSpec.kept("reader").holdingBack(4).payloads(payloads);
        troop.watcher(new Actor(new Client(reader, broker, history), new Parts.Watching(Map.of(to, qos)), history));
        troop.publisher(new Actor(new Client(ClientSpec.kept("writer").payloads(payloads), broker, history),
            new Parts.Publishing(List.of(from), qos, false, WINDOW, perSecond, 1), history));
    }

    @Override
    public void start(Duration limit) {
        troop.start(limit);
    }

    @Override
    public void awaitPublishers(Duration limit) {
        troop.awaitPublishers(limit);
    }

    @Override
    public void probe() {
        // there is nothing to be seen but what arrives
    }

    @Override
    public List<Violation> finish(Duration limit) {
        troop.settle(limit, () -> judge().stream().noneMatch(Violation::mayHealByWaiting));
        return judge();
    }

    private List<Violation> judge() {
        return Checker.check(history.entries().stream().map(entry -> new Entry(entry.millis(), asOutput(entry.event()))).toList());
    }

    private Event asOutput(Event event) {
        if (event instanceof Event.Sent sent && sent.message().topic().equals(from)) {
            return new Event.Sent(asOutput(sent.message()), sent.qos(), false, sent.packetId(), sent.kept(), sent.again());
        } else if (event instanceof Event.Acknowledged acknowledged && acknowledged.message().topic().equals(from)) {
            return new Event.Acknowledged(asOutput(acknowledged.message()));
        }
        return event;
    }

    private Message asOutput(Message input) {
        return new Message(input.publisher(), to, input.number());
    }

    @Override
    public void close() throws IOException {
        troop.close();
    }
}
