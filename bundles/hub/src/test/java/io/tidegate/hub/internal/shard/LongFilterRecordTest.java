package io.tidegate.hub.internal.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Can every valid filter be stored? */
class LongFilterRecordTest {
    /** The longest topic filter that a native configuration allows. */
    @Test
    void longestFilterFits() {
        for (String filter : new String[] {"x".repeat(65_535), "\u00e4".repeat(32_767), "\ud83d\ude00".repeat(16_383)}) {
            SessionRecord record = new SessionRecord(1, "", Map.of(filter, 1));
            assertEquals(record, SessionRecord.of(record.bytes()));
        }
    }
}
