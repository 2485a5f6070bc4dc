package io.tidegate.hub.internal.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Are sessions in the store what earlier versions wrote? */
class SessionRecordTest {
    /** Version 1, queue 7, principal "me", two subscriptions: "a/#" at 2 and "b" at 0. */
    private static final String FIXTURE = "01" + "0000000000000007" + "00026d65" + "00000002" + "0003612f23" + "02"
            + "000162" + "00";

    @Test
    void writesAndReadsTheFixture() {
        Map<String, Integer> subscriptions = new LinkedHashMap<>();
        subscriptions.put("a/#", 2);
        subscriptions.put("b", 0);
        SessionRecord record = new SessionRecord(7, "me", subscriptions);
        assertEquals(FIXTURE, HexFormat.of().formatHex(record.bytes()));
        SessionRecord read = SessionRecord.of(HexFormat.of().parseHex(FIXTURE));
        assertEquals(record, read);
        assertEquals(List.of("a/#", "b"), List.copyOf(read.subscriptions().keySet()));
    }

    @Test
    void unknownVersionAndEveryCutAreRefusedInWords() {
        byte[] later = HexFormat.of().parseHex(FIXTURE);
        later[0] = 9;
        assertTrue(assertThrows(IllegalArgumentException.class, () -> SessionRecord.of(later)).getMessage().contains("9"));
        byte[] whole = HexFormat.of().parseHex(FIXTURE);
        for (int n = 0; n < whole.length; n++) {
            byte[] cut = java.util.Arrays.copyOf(whole, n);
            assertThrows(IllegalArgumentException.class, () -> SessionRecord.of(cut));
        }
    }
}
