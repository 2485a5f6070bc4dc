package io.tidegate.hub.internal.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.hub.internal.session.Entry;
import io.tidegate.mqtt.TopicFilter;
import io.tidegate.mqtt.TopicName;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Does a filter find exactly the retained messages that it means? */
class RetainedTest {
    @Test
    void findsWhatTheFilterMeans() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Retained retained = new Retained();
        TreeSet<String> topics = new TreeSet<>();
        for (int i = 0; i < 400; i++) {
            String topic = Names.topic(random);
            boolean gone = random.nextInt(4) == 0;
            retained.set(topic, gone ? null : Entry.of(topic.getBytes(), new byte[0], 1, 0, 0));
            if (gone) {
                topics.remove(topic);
            } else {
                topics.add(topic);
            }
        }
        assertEquals(topics.size(), retained.size());
        for (int i = 0; i < 2_000; i++) {
            TopicFilter filter = TopicFilter.of(Names.filter(random));
            TreeSet<String> wanted = new TreeSet<>(topics);
            wanted.removeIf(t -> !filter.matches(TopicName.of(t)));
            TreeSet<String> got = new TreeSet<>();
            retained.matching(filter).forEachRemaining(t -> {
                if (retained.get(t) != null) {
                    got.add(t);
                }
            });
            assertEquals(wanted, got, () -> filter + " seed=" + seed);
        }
    }
}
