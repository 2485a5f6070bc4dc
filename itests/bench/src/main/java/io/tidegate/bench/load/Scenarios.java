package io.tidegate.bench.load;

import io.tidegate.bench.wire.Topic;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The shapes that scenarios have: in pairs, one to many, many to one, through many wildcards. Stateless. */
public final class Scenarios {

    private Scenarios() { }

    /** {@code pairs} publishers, each with a subscriber of its own. */
    public static Scenario pairwise(int qos, int pairs, Limits limits) {
        return pairs("qos" + qos, "QoS " + qos + ", " + arrow(pairs, pairs), qos, false, pairs, limits);
    }

    /** The same at QoS 1 with sessions that outlive their connections. */
    public static Scenario kept(int pairs, Limits limits) {
        return pairs("kept", "kept sessions, QoS 1, " + arrow(pairs, pairs), 1, true, pairs, limits);
    }

    /** The same with the whole of {@link Limits#backlog()} published before the subscribers come back for it. */
    public static Scenario drain(int pairs, Limits limits) {
        String title = String.format(Locale.ROOT, "drain of %,d, QoS 1, %s", limits.backlog(), arrow(pairs, pairs));
        return pairs("drain", title, 1, true, pairs, limits);
    }

    /** One message at a time on its way from one publisher to one subscriber. */
    public static Scenario oneAtATime(boolean kept) {
        String title = "one at a time, QoS 1" + (kept ? ", kept session" : "");
        return pairs(kept ? "keptone" : "one", title, 1, kept, 1, Limits.windows(1, 1));
    }

    /** Pairs at QoS 1 that together send {@link Limits#perSecond()} messages. */
    public static Scenario paced(int pairs, Limits limits) {
        String title = String.format(Locale.ROOT, "%,d msg/s, QoS 1, %s", limits.perSecond(), arrow(pairs, pairs));
        return pairs("rate" + limits.perSecond(), title, 1, false, pairs, limits);
    }

    private static Scenario pairs(String name, String title, int qos, boolean kept, int pairs, Limits limits) {
        List<List<Topic>> topics = IntStream.range(0, pairs).mapToObj(i -> List.of(new Topic("bench/pair/" + i))).toList();
        List<Scenario.Receiver> receivers = IntStream.range(0, pairs)
                .mapToObj(i -> new Scenario.Receiver(List.of(topics.get(i).get(0).name()), new int[] {i})).toList();
        return new Scenario(name, title, qos, kept, topics, receivers, limits);
    }

    /** One publisher whose messages go to {@code count} subscribers: at QoS 0, or at QoS 1 to kept sessions. */
    public static Scenario fanOut(int count, boolean kept, Limits limits) {
        Topic topic = new Topic("bench/fanout");
        List<Scenario.Receiver> receivers = IntStream.range(0, count)
                .mapToObj(i -> new Scenario.Receiver(List.of(topic.name()), new int[] {0})).toList();
        String title = "fan-out " + arrow(1, count) + (kept ? " kept sessions, QoS 1" : ", QoS 0");
        return new Scenario(kept ? "keptfanout" : "fanout", title, kept ? 1 : 0, kept, List.of(List.of(topic)), receivers, limits);
    }

    /** {@code count} publishers whose messages all go to one subscriber at QoS 1. */
    public static Scenario fanIn(int count, Limits limits) {
        List<List<Topic>> topics = IntStream.range(0, count).mapToObj(i -> List.of(new Topic("bench/fanin/" + i))).toList();
        Scenario.Receiver receiver = new Scenario.Receiver(List.of("bench/fanin/+"), IntStream.range(0, count).toArray());
        return new Scenario("fanin", "fan-in " + arrow(count, 1) + ", QoS 1", 1, false, topics, List.of(receiver), limits);
    }

    /**
     * Pairs at QoS 0 that share {@code filters} Topic Filters with two wildcards each; a publisher's messages go through all of
     * its subscriber's in turn, so that every message needs another route.
     */
    public static Scenario wildcards(int pairs, int filters, Limits limits) {
        int each = filters / pairs;
        List<List<Topic>> topics = IntStream.range(0, pairs).mapToObj(i -> IntStream.range(i * each, (i + 1) * each)
                .mapToObj(k -> new Topic("bench/wild/" + k + "/value")).toList()).toList();
        List<Scenario.Receiver> receivers = IntStream.range(0, pairs).mapToObj(i -> new Scenario.Receiver(
                IntStream.range(i * each, (i + 1) * each).mapToObj(k -> "bench/+/" + k + "/#").toList(), new int[] {i})).toList();
        String title = String.format(Locale.ROOT, "%,d wildcard filters, QoS 0, %s", each * pairs, arrow(pairs, pairs));
        return new Scenario("wildcards", title, 0, false, topics, receivers, limits);
    }

    private static String arrow(int publishers, int subscribers) {
        return publishers + "→" + subscribers;
    }
}
