package io.tidegate.hub.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.tidegate.hub.internal.routing.Bytes;
import io.tidegate.hub.internal.routing.TopicTree;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Is a route found again, forgotten when stale, and never another topic's? */
class RouteTableTest {
    private final TopicTree tree = new TopicTree();
    private final AtomicInteger judged = new AtomicInteger();
    private final RouteTable table = new RouteTable(tree, 0, topic -> {
        judged.incrementAndGet();
        return topic.startsWith("bad") ? "bad" : null;
    });

    private Route route(String topic) {
        byte[] a = ("..." + topic + "...").getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return table.route(a, 3, a.length - 6);
    }

    @Test
    void isFoundAgainUntilSomethingIsSubscribed() {
        Route first = route("a/b");
        assertSame(first, route("a/b"));
        assertEquals(0, first.sessions.length);
        Session s = new Session("s", 0);
        tree.subscribe("a/#", s, 1);
        Route second = route("a/b");
        assertNotSame(first, second);
        assertSame(s, second.sessions[0]);
        assertEquals(1, second.sessionQos[0]);
        tree.unsubscribe("a/#", s);
        assertEquals(0, route("a/b").sessions.length);
    }

    /** Many more topics than it begins with: each is right, and in the end most are found again. */
    @Test
    void growsWithTheTopicsInUse() {
        int topics = 5_000;
        for (int round = 0; round < 30; round++) {
            for (int i = 0; i < topics; i++) {
                assertEquals("t/" + i, route("t/" + i).name());
            }
        }
        int before = judged.get();
        for (int i = 0; i < topics; i++) {
            route("t/" + i);
        }
        int missed = judged.get() - before;
        assertEquals(true, missed < topics / 4, () -> missed + " of " + topics + " were not found again");
    }

    /** As many topics as a large house has sensors, always in the same order: the worst case for taking turns in a full set. */
    @Test
    void fiftyThousandTopics_areNearlyAllFoundAgain() {
        int topics = 50_000;
        int missed = topics;
        for (int round = 0; round < 60 && missed > topics / 20; round++) {
            int before = judged.get();
            for (int i = 0; i < topics; i++) {
                route("bench/wild/" + i + "/value");
            }
            missed = judged.get() - before;
        }
        int last = missed;
        assertEquals(true, missed <= topics / 20, () -> last + " of " + topics + " were not found again");
    }

    /** More topics than it may ever hold: still right. */
    @Test
    void isBoundedAndRight() {
        for (int i = 0; i < 200_000; i++) {
            Route r = route("device/" + i);
            assertEquals("device/" + i, r.name());
        }
        assertEquals("device/1", route("device/1").name());
    }

    @Test
    void invalidTopicsSayWhyAndPushNothingOut() {
        Route kept = route("good");
        for (int i = 0; i < 10_000; i++) {
            assertEquals("bad", route("bad" + i).problem);
        }
        assertSame(kept, route("good"));
        assertNotNull(table.route(new byte[] {(byte) 0xC3, 0x28}, 0, 2).problem);
    }

    @Test
    void topicsThatHashAlikeAreTwo() {
        // different lengths and tails around the eight bytes that are hashed at a time
        for (String topic : new String[] {"", "1", "1234567", "12345678", "123456789", "12345678\u00001", "1234567812345678"}) {
            assertEquals(topic, route(topic).name());
        }
        assertEquals(Bytes.hash(Bytes.of("xxabcxx"), 2, 3), Bytes.hash(Bytes.of("abc"), 0, 3));
    }
}
