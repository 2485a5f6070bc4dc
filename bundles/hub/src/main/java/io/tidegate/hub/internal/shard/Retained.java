package io.tidegate.hub.internal.shard;

import io.tidegate.mqtt.TopicFilter;
import io.tidegate.mqtt.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The retained messages, by topic, as entries with RETAIN set. A view of the store's map; any thread. Sorted, so that
 * a filter with a literal beginning looks at that part only.
 */
public final class Retained {
    private final ConcurrentSkipListMap<String, byte[]> entries = new ConcurrentSkipListMap<>();

    /** @param entry null: the topic has no retained message any more */
    public void set(String topic, byte[] entry) {
        if (entry == null) {
            entries.remove(topic);
        } else {
            entries.put(topic, entry);
        }
    }

    /** Whether this very entry is still the topic's. */
    boolean is(String topic, byte[] entry) {
        return entries.get(topic) == entry;
    }

    public int size() {
        return entries.size();
    }

    /** The entries whose topics the filter means. */
    public List<byte[]> matching(TopicFilter filter) {
        String text = filter.toString();
        int wild = firstWildcard(text);
        if (wild < 0) {
            byte[] one = entries.get(text);
            return one == null ? List.of() : List.of(one);
        }
        // a/# also means a: begin without the separator before the wildcard
        String prefix = text.substring(0, Math.max(0, wild - 1));
        NavigableMap<String, byte[]> part = entries.tailMap(prefix, true);
        List<byte[]> found = new ArrayList<>();
        for (var e : part.entrySet()) {
            if (!e.getKey().startsWith(prefix)) {
                break;
            }
            if (filter.matches(TopicName.of(e.getKey()))) {
                found.add(e.getValue());
            }
        }
        return found;
    }

    private static int firstWildcard(String filter) {
        int plus = filter.indexOf('+');
        int hash = filter.indexOf('#');
        return plus < 0 ? hash : hash < 0 ? plus : Math.min(plus, hash);
    }
}
