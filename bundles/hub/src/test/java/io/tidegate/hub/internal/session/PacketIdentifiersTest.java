package io.tidegate.hub.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Is it a set of identifiers? */
class PacketIdentifiersTest {
    @Test
    void everyIdentifierFitsAndNoneIsAnother() {
        PacketIdentifiers ids = new PacketIdentifiers();
        for (int id = 1; id <= 65_535; id++) {
            assertTrue(ids.add(id), "first time " + id);
        }
        for (int id = 65_535; id >= 1; id--) {
            assertFalse(ids.add(id), "second time " + id);
            assertTrue(ids.remove(id), "there " + id);
            assertFalse(ids.remove(id), "gone " + id);
        }
    }

    @Test
    void behavesLikeASet() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        PacketIdentifiers ids = new PacketIdentifiers();
        TreeSet<Integer> model = new TreeSet<>();
        for (int step = 0; step < 20_000; step++) {
            int id = 1 + (random.nextBoolean() ? random.nextInt(65_535) : random.nextInt(200));
            if (random.nextInt(3) > 0) {
                assertEquals(model.add(id), ids.add(id), "seed=" + seed);
            } else {
                assertEquals(model.remove(id), ids.remove(id), "seed=" + seed);
            }
        }
        ArrayList<Integer> all = new ArrayList<>();
        ids.forEach(all::add);
        assertEquals(new ArrayList<>(model), all, "seed=" + seed);
    }
}
