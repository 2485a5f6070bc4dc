package io.tidegate.hub.internal.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.internal.shard.Names;
import io.tidegate.mqtt.TopicFilter;
import io.tidegate.mqtt.TopicName;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Does the tree find whom the filters mean, one by one? */
class TopicTreeTest {
    @Test
    void findsEachSubscriberOnceWithItsHighestQos() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TopicTree tree = new TopicTree();
        Someone[] people = new Someone[8];
        for (int i = 0; i < people.length; i++) {
            people[i] = new Someone("s" + i);
        }
        Map<Subscriber, Map<String, Integer>> model = new HashMap<>();
        for (int step = 0; step < 3_000; step++) {
            Someone who = people[random.nextInt(people.length)];
            Map<String, Integer> filters = model.computeIfAbsent(who, w -> new HashMap<>());
            long before = tree.generation();
            if (random.nextBoolean() || filters.isEmpty()) {
                String filter = Names.filter(random);
                int qos = random.nextInt(3);
                tree.subscribe(filter, who, qos);
                filters.put(filter, qos);
            } else {
                String filter = random.nextBoolean() ? filters.keySet().iterator().next() : Names.filter(random);
                tree.unsubscribe(filter, who);
                filters.remove(filter);
            }
            assertTrue(tree.generation() != before, "a change makes routes stale");
            String topic = Names.topic(random);
            TopicName name = TopicName.of(topic);
            Map<Subscriber, Integer> wanted = new HashMap<>();
            model.forEach((s, all) -> all.forEach((f, q) -> {
                if (TopicFilter.of(f).matches(name)) {
                    wanted.merge(s, q, Math::max);
                }
            }));
            TopicTree.Match match = tree.match(topic);
            assertEquals(wanted, match.subscribers(), () -> topic + " seed=" + seed + " filters=" + model);
            assertEquals(tree.generation(), match.generation());
        }
    }

    private static final class Someone extends Subscriber {
        Someone(String name) {
            super(name, 0);
        }

        @Override
        public boolean maySubscribe(io.tidegate.hub.spi.Authorizer authorizer, TopicFilter filter) {
            return true;
        }

        @Override
        public String toString() {
            return name();
        }
    }
}
