package io.tidegate.itests.durability.load;

import io.tidegate.itests.durability.check.Checker;
import io.tidegate.itests.durability.check.Violation;
import io.tidegate.itests.durability.client.Client;
import io.tidegate.itests.durability.client.ClientSpec;
import io.tidegate.itests.durability.client.RetainedProbe;
import io.tidegate.itests.durability.history.Event;
import io.tidegate.itests.durability.history.History;
import io.tidegate.itests.durability.history.Message;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Everything at once: publishers of QoS 0, 1 and 2 with kept and clean sessions, some with ten messages in a write; wildcard
 * subscribers of each QoS, some that come and go, take over
 * and are slow; subscriptions added and removed; retained messages changed and removed; wills.
 */
public final class Load implements Clients {
    private static final int WINDOW = 30;
    private static final List<String> RETAINED = List.of("retained/plain/0", "retained/plain/1", "retained/cleared/0", "retained/cleared/1");

    private final History history;
    private final InetSocketAddress broker;
    private final RetainedProbe probe;
    private final Troop troop;

    /**
     * @param seed      of what the clients do at random
     * @param perSecond messages published a second by all together, about
     */
    public Load(InetSocketAddress broker, History history, long seed, int perSecond) {
        this.broker = broker;
        this.history = history;
        probe = new RetainedProbe(broker, history, RETAINED);
        troop = new Troop(history);
        Random random = new Random(seed);
        watchers(random);
        publishers(perSecond);
    }

    private void watchers(Random random) {
        Map<String, Integer> all = Map.of("load/#", 2);
        watch(ClientSpec.kept("kept-2").holdingBack(8), new Parts.Watching(all));
        watch(ClientSpec.kept("kept-1").holdingBack(5), new Parts.Watching(Map.of("load/+/0", 1, "load/+/1", 1)));
        watch(ClientSpec.kept("kept-0"), new Parts.Watching(Map.of("load/#", 0)));
        watch(ClientSpec.kept("kept-mixed").holdingBack(3), new Parts.Watching(Map.of("load/p1-kept/0", 2, "load/+/1", 1, "load/p2-kept/2", 0)));
        watch(ClientSpec.clean("clean-2").holdingBack(8), new Parts.Watching(all));
        watch(ClientSpec.clean("clean-1"), new Parts.Watching(Map.of("load/#", 1)));
        watch(ClientSpec.kept("retained"), new Parts.Watching(Map.of("retained/plain/+", 2)));
        watch(ClientSpec.kept("wills"), new Parts.Watching(Map.of("will/#", 2)));
        watch(ClientSpec.kept("away-2").holdingBack(2), new Parts.Away(Map.of("load/p2-kept/#", 2, "load/p1-kept/#", 2), new Random(random.nextLong())));
        watch(ClientSpec.kept("away-1"), new Parts.Away(Map.of("load/+/2", 1), new Random(random.nextLong())));
        watch(ClientSpec.kept("taking-over").holdingBack(2), new Parts.TakingOver(Map.of("load/p2-kept/+", 2), new Random(random.nextLong())));
        watch(ClientSpec.kept("slow").slow(20), new Parts.Watching(Map.of("load/+/0", 2)));
        watch(ClientSpec.kept("changing"), new Parts.Changing("load/p2-kept/#", 2, new Random(random.nextLong())));
        watch(ClientSpec.clean("changing-clean"), new Parts.Changing("load/+/1", 1, new Random(random.nextLong())));
        watch(ClientSpec.kept("willing-kept").will("will/kept", 2), new Parts.Willing(new Random(random.nextLong())));
        watch(ClientSpec.clean("willing-clean").will("will/clean", 1), new Parts.Willing(new Random(random.nextLong())));
    }

    private void publishers(int perSecond) {
        int part = perSecond / 7;
        publish(ClientSpec.kept("p1-kept"), 1, WINDOW, part, 1);
        publish(ClientSpec.kept("p2-kept"), 2, WINDOW, part, 1);
        publish(ClientSpec.kept("p2-ten"), 2, 2 * WINDOW, part, 10);
        publish(ClientSpec.clean("p1-clean"), 1, WINDOW, part, 1);
        publish(ClientSpec.clean("p2-clean"), 2, WINDOW, part, 1);
        publish(ClientSpec.clean("p1-ten"), 1, 2 * WINDOW, part, 10);
        publish(ClientSpec.clean("p0"), 0, 1, part, 1);
        retain("r1", 1, RETAINED.subList(0, 2), part / 4);
        retain("r2", 2, RETAINED.subList(2, 4), part / 4);
    }

    private void watch(ClientSpec spec, Actor.Part part) {
        troop.watcher(new Actor(new Client(spec, broker, history), part, history));
    }

    private void publish(ClientSpec spec, int qos, int window, int perSecond, int atOnce) {
        String at = "load/" + spec.clientId() + "/";
        troop.publisher(new Actor(new Client(spec, broker, history),
            new Parts.Publishing(List.of(at + 0, at + 1, at + 2), qos, false, window, perSecond, atOnce), history));
    }

    private void retain(String clientId, int qos, List<String> topics, int perSecond) {
        troop.publisher(new Actor(new Client(ClientSpec.kept(clientId), broker, history),
            new Parts.Publishing(topics, qos, true, WINDOW, Math.max(1, perSecond), 1), history));
    }

    @Override
    public void start(Duration limit) throws IOException {
        try (Client first = new Client(ClientSpec.clean("sentinel"), broker, history)) {
            troop.await("the broker listens", limit, () -> connects(first));
            first.publish(RetainedProbe.SENTINEL, 1, true, 1);
            troop.await("the sentinel is retained", limit, () -> first.unsettled() == 0);
            first.leave();
        }
        troop.start(limit);
    }

    private static boolean connects(Client client) {
        try {
            client.connect();
            return true;
        } catch (IOException tooEarly) {
            return false;
        }
    }

    @Override
    public void awaitPublishers(Duration limit) {
        troop.awaitPublishers(limit);
    }

    @Override
    public void probe() throws IOException {
        probe.ask("retained/#");
    }

    @Override
    public List<Violation> finish(Duration limit) throws IOException {
        troop.settle(limit, this::nothingOwed);
        probe();
        return Checker.check(history.entries());
    }

    /** Waits until a message of every kept publisher, sent from now on, is acknowledged. */
    public void awaitProgress(Duration limit) {
        int from = history.size();
        troop.await("every kept publisher goes on", limit, () -> {
            List<History.Entry> since = history.since(from);
            Set<String> acknowledged = new HashSet<>();
            Set<Message> sent = new HashSet<>();
            for (History.Entry entry : since) {
                if (entry.event() instanceof Event.Sent first) {
                    sent.add(first.message());
                } else if (entry.event() instanceof Event.Acknowledged now && sent.contains(now.message())) {
                    acknowledged.add(now.message().publisher());
                }
            }
            return acknowledged.containsAll(Set.of("p1-kept", "p2-kept", "p2-ten", "r1", "r2"));
        });
    }

    private boolean nothingOwed() {
        return Checker.check(history.entries()).stream().noneMatch(Violation::mayHealByWaiting);
    }

    @Override
    public void close() throws IOException {
        troop.close();
    }
}
