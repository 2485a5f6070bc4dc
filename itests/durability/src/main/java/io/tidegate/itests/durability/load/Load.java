package io.tidegate.itests.durability.load;

import io.tidegate.itests.durability.check.Checker;
import io.tidegate.itests.durability.check.Violation;
import io.tidegate.itests.durability.client.Client;
import io.tidegate.itests.durability.client.ClientSpec;
import io.tidegate.itests.durability.client.RetainedProbe;
import io.tidegate.itests.durability.history.History;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Everything at once: publishers of QoS 0, 1 and 2 with kept and clean sessions, some with ten messages in a write; wildcard
 * subscribers of each QoS, some that come and go; subscriptions added and removed; retained messages changed and removed; wills.
 */
public final class Load implements AutoCloseable {
    private static final int WINDOW = 30;
    private static final List<String> RETAINED = List.of("retained/plain/0", "retained/plain/1", "retained/cleared/0", "retained/cleared/1");

    private final History history;
    private final InetSocketAddress broker;
    private final RetainedProbe probe;
    private final List<Actor> watchers = new ArrayList<>();
    private final List<Actor> publishers = new ArrayList<>();

    /**
     * @param seed      of what the clients do at random
     * @param perSecond messages published a second by all together, about
     */
    public Load(InetSocketAddress broker, History history, long seed, int perSecond) {
        this.broker = broker;
        this.history = history;
        probe = new RetainedProbe(broker, history, RETAINED);
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
        watchers.add(new Actor(new Client(spec, broker, history), part, history));
    }

    private void publish(ClientSpec spec, int qos, int window, int perSecond, int atOnce) {
        String at = "load/" + spec.clientId() + "/";
        publishers.add(new Actor(new Client(spec, broker, history),
            new Parts.Publishing(List.of(at + 0, at + 1, at + 2), qos, false, window, perSecond, atOnce), history));
    }

    private void retain(String clientId, int qos, List<String> topics, int perSecond) {
        publishers.add(new Actor(new Client(ClientSpec.kept(clientId), broker, history),
            new Parts.Publishing(topics, qos, true, WINDOW, Math.max(1, perSecond), 1), history));
    }

    /** Begins, as soon as the broker listens. Returns when everybody is connected and subscribed. */
    public void start(Duration limit) throws IOException {
        try (Client first = new Client(ClientSpec.clean("sentinel"), broker, history)) {
            await("the broker listens", limit, () -> connects(first));
            first.publish(RetainedProbe.SENTINEL, 1, true, 1);
            await("the sentinel is retained", limit, () -> first.unsettled() == 0);
        }
        watchers.forEach(Actor::start);
        await("the watchers are there", limit, () -> watchers.stream().allMatch(Actor::ready));
        publishers.forEach(Actor::start);
        awaitPublishers(limit);
    }

    private static boolean connects(Client client) {
        try {
            client.connect();
            return true;
        } catch (IOException tooEarly) {
            return false;
        }
    }

    /** Waits until the publishers are connected: then the broker is there again, and messages flow. */
    public void awaitPublishers(Duration limit) {
        await("the publishers are connected", limit, () -> publishers.stream().allMatch(Actor::ready));
    }

    /** Asks which messages are retained. */
    public void probe() throws IOException {
        probe.ask("retained/#");
    }

    /**
     * Publishes no more, lets everybody connect and get what is owed, and judges.
     *
     * @param limit how long anybody may wait for what is owed; a broker that owes nothing more is not waited for
     */
    public List<Violation> finish(Duration limit) throws IOException {
        publishers.forEach(Actor::rest);
        watchers.forEach(Actor::rest);
        waitFor(limit, () -> actors().allMatch(Actor::settled));
        waitFor(limit, this::nothingOwed);
        probe();
        return Checker.check(history.entries());
    }

    private boolean nothingOwed() {
        int size = history.size();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300)); // long enough that a repeated one would have come, mostly
        return size == history.size() && Checker.check(history.entries()).stream().noneMatch(Load::mayHealByWaiting);
    }

    private static boolean mayHealByWaiting(Violation violation) {
        return switch (violation.kind()) {
            case LOST, UNANSWERED, WILL -> true;
            default -> false;
        };
    }

    private java.util.stream.Stream<Actor> actors() {
        return java.util.stream.Stream.concat(publishers.stream(), watchers.stream());
    }

    private void await(String what, Duration limit, BooleanSupplier condition) {
        if (!waitFor(limit, condition)) {
            throw new AssertionError("not within " + limit.toSeconds() + " s: " + what + "; " + actors().map(Actor::toString).toList());
        }
    }

    private static boolean waitFor(Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        for (Actor actor : actors().toList()) {
            actor.close();
        }
    }
}
