package io.tidegate.bench.load;

import io.tidegate.bench.wire.Topic;
import java.util.ArrayList;
import java.util.List;

/**
 * Who publishes what and who receives it. Publisher i sends to {@code topics().get(i)}; a subscriber has one Topic Filter and
 * lists the publishers it must hear, so fan-in and wildcards are further rows here and nothing else.
 *
 * @param name        as given on the command line
 * @param title       as printed
 * @param qos         of the messages and of the subscriptions
 * @param topics      one per publisher
 * @param subscribers all receivers
 * @param window      messages a publisher may have unacknowledged by the broker (QoS 1 and 2)
 * @param flow        messages a publisher may have published that its slowest subscriber has not received; keeps every queue in
 *                    the broker bounded, so that nothing may be dropped legitimately
 */
public record Scenario(String name, String title, int qos, List<Topic> topics, List<Receiver> subscribers, int window, int flow) {

    /** One subscriber: its Topic Filter and the publishers whose messages it must receive. */
    public record Receiver(String filter, int[] publishers) { }

    /** {@code pairs} publishers, each with a subscriber of its own. */
    public static Scenario pairwise(int qos, int pairs, int window, int flow) {
        List<Topic> topics = new ArrayList<>();
        List<Receiver> receivers = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            Topic topic = new Topic("bench/pair/" + i);
            topics.add(topic);
            receivers.add(new Receiver(topic.name(), new int[] {i}));
        }
        String title = "QoS " + qos + ", " + pairs + "→" + pairs;
        return new Scenario("qos" + qos, title, qos, List.copyOf(topics), List.copyOf(receivers), window, flow);
    }

    /** One publisher whose messages go to {@code count} subscribers at QoS 0. */
    public static Scenario fanOut(int count, int flow) {
        Topic topic = new Topic("bench/fanout");
        List<Receiver> receivers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            receivers.add(new Receiver(topic.name(), new int[] {0}));
        }
        return new Scenario("fanout", "fan-out 1→" + count + ", QoS 0", 0, List.of(topic), List.copyOf(receivers), flow, flow);
    }
}
