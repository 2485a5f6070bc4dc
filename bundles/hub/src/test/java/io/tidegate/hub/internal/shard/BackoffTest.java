package io.tidegate.hub.internal.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void pausesGrowToAMinute_andBeginAnewOnceSomeIsTaken() {
        Backoff backoff = new Backoff();
        List<Long> seconds = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            assertEquals(backoff.pause(), backoff.pause(), "to look is no try");
            seconds.add(backoff.pause().toSeconds());
            backoff.tried();
        }
        assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L), seconds);
        backoff.taken();
        assertEquals(1, backoff.pause().toSeconds());
    }
}
