package io.tidegate.hub.internal;

import io.tidegate.hub.internal.shard.Maps;
import io.tidegate.store.Batch;
import io.tidegate.store.BatchReader;
import io.tidegate.store.Claim;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Watches that no batch makes the store grow that is never refused, however full it is ({@link Claim#RELEASE}). Any thread. */
final class Growth {
    /** One value per session, or per hub. */
    private static final Set<Integer> BOUNDED = Set.of(Maps.LOCALS, Maps.LENT, Maps.ORPHANS, Maps.STATE, Maps.RESERVED, Maps.WILLS);

    /** The most bytes that each session's record has had. */
    private final Map<String, Integer> records = new ConcurrentHashMap<>();
    private volatile boolean seen;

    void submitted(Batch batch) {
        BatchReader reader = new BatchReader().of(batch);
        while (reader.next()) {
            boolean grows = reader.kind() == Batch.APPEND || reader.kind() == Batch.OPEN
                    || reader.kind() == Batch.PUT && grows(reader.map(), reader.key(), reader.value());
            seen |= grows && batch.claim() == Claim.RELEASE;
        }
    }

    void recovered(int map, byte[] key, byte[] value) {
        grows(map, key, value);
    }

    /** A session's record may be as large as it was, also where a smaller one is under way. */
    private boolean grows(int map, byte[] key, byte[] value) {
        if (map != Maps.SESSIONS) {
            return !BOUNDED.contains(map);
        }
        String session = new String(key, StandardCharsets.UTF_8);
        int before = records.getOrDefault(session, 0);
        records.put(session, Math.max(before, value.length));
        return value.length > before;
    }

    boolean seen() {
        return seen;
    }
}
