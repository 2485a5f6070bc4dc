package io.tidegate.bench.load;

import io.tidegate.bench.wire.Topic;
import java.util.List;

/**
 * Who publishes what and who receives it. Message n of publisher i goes to topic {@code n % size} of {@code topics().get(i)}.
 *
 * @param name        as given on the command line
 * @param title       as printed
 * @param qos         of the messages and of the subscriptions
 * @param kept        whether the subscribers' sessions outlive their connections (clean session 0)
 * @param topics      those of each publisher
 * @param subscribers all receivers
 * @param limits      what holds the publishers back
 */
public record Scenario(String name, String title, int qos, boolean kept, List<List<Topic>> topics, List<Receiver> subscribers, Limits limits) {

    /** One subscriber: its Topic Filters and the publishers whose messages it must receive. */
    public record Receiver(List<String> filters, int[] publishers) { }
}
