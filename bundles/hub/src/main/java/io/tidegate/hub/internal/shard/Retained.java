package io.tidegate.hub.internal.shard;

import io.tidegate.hub.internal.session.RetainedMessage;
import io.tidegate.mqtt.TopicFilter;
import io.tidegate.mqtt.TopicName;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The retained messages, by topic, as entries with RETAIN set. A view of the store's map; any thread. Sorted, so that
 * a filter with a literal beginning looks at that part only.
 *
 * <p>A change is announced before its publisher looks for receivers, so that whoever subscribes meanwhile knows of it. All of them are
 * in the heap, whatever room the store has, and are counted as what they take there.
 */
public final class Retained {
    /** What holds an entry: objects and references of map, key and value. */
    private static final int HOLD_BYTES = 150;

    private final ConcurrentSkipListMap<String, RetainedMessage> entries = new ConcurrentSkipListMap<>();
    /** Topics with the number of their changes that the store has yet to answer. */
    private final Map<String, Integer> changing = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();
    /** Of those that are there, and of those under way. */
    private final AtomicLong bytes = new AtomicLong();

    /** Whether a topic may have an entry of that size: what takes no more than the one it has always may. */
    boolean hasRoom(String topic, int entryBytes, long mostBytes) {
        RetainedMessage before = entries.get(topic);
        long more = cost(topic, entryBytes) - (before == null ? 0 : cost(topic, before.entry().length));
        return more <= 0 || bytes.get() + more <= mostBytes;
    }

    private static long cost(String topic, int entryBytes) {
        return HOLD_BYTES + topic.length() + (long) entryBytes;
    }

    private static long cost(String topic, byte[] entry) {
        return entry == null ? 0 : cost(topic, entry.length);
    }

    /** What all of them take of the heap, about. Any thread. */
    public long bytes() {
        return bytes.get();
    }

    /**
     * The topic's retained message is about to be changed; {@link #changed} or {@link #refused} follows.
     *
     * @param entry null: it is to have none
     * @return      when: a subscription that is in the tree by now is found by whoever looks for receivers from here on
     */
    long begin(String topic, byte[] entry) {
        bytes.addAndGet(cost(topic, entry));
        changing.merge(topic, 1, Integer::sum);
        return changes.incrementAndGet();
    }

    /** It is stored. @param entry null: the topic has no retained message any more */
    void changed(String topic, byte[] entry, long since) {
        set(topic, entry, since);
        answered(topic);
    }

    /** Nothing has changed. */
    void refused(String topic, byte[] entry) {
        bytes.addAndGet(-cost(topic, entry));
        answered(topic);
    }

    private void answered(String topic) {
        changing.computeIfPresent(topic, (t, n) -> n == 1 ? null : n - 1);
    }

    /** As the store has it from before. */
    public void set(String topic, byte[] entry) {
        bytes.addAndGet(cost(topic, entry));
        set(topic, entry, 0);
    }

    private void set(String topic, byte[] entry, long since) {
        RetainedMessage before = entry == null ? entries.remove(topic) : entries.put(topic, new RetainedMessage(entry, since));
        if (before != null) {
            bytes.addAndGet(-cost(topic, before.entry()));
        }
    }

    /** When it is, by the count of changes. */
    public long now() {
        return changes.get();
    }

    boolean isChanging(String topic) {
        return changing.containsKey(topic);
    }

    /** The topics that are being changed, as far as the filter means them. */
    Collection<String> changing(TopicFilter filter) {
        return changing.isEmpty() ? List.of() : changing.keySet().stream().filter(t -> filter.matches(TopicName.of(t))).toList();
    }

    /** Null when there is none. */
    RetainedMessage get(String topic) {
        return entries.get(topic);
    }

    /** Whether this very entry is still the topic's. */
    boolean is(String topic, byte[] entry) {
        RetainedMessage now = entries.get(topic);
        return now != null && now.entry() == entry;
    }

    public int size() {
        return entries.size();
    }

    /** Topics that the filter means and that had one when they were come to, or lately. */
    Iterator<String> matching(TopicFilter filter) {
        String text = filter.toString();
        int wild = firstWildcard(text);
        if (wild < 0) {
            return List.of(text).iterator();
        }
        // a/# also means a: begin without the separator before the wildcard
        return new Matching(entries.keySet(), text.substring(0, Math.max(0, wild - 1)), filter);
    }

    private static int firstWildcard(String filter) {
        int plus = filter.indexOf('+');
        int hash = filter.indexOf('#');
        return plus < 0 ? hash : hash < 0 ? plus : Math.min(plus, hash);
    }

    private static final class Matching implements Iterator<String> {
        private final Iterator<String> part;
        private final String prefix;
        private final TopicFilter filter;
        private String next;
        private boolean over;

        private Matching(NavigableSet<String> all, String prefix, TopicFilter filter) {
            this.part = all.tailSet(prefix, true).iterator();
            this.prefix = prefix;
            this.filter = filter;
        }

        @Override
        public boolean hasNext() {
            while (next == null && !over && part.hasNext()) {
                String topic = part.next();
                over = !topic.startsWith(prefix);
                next = !over && filter.matches(TopicName.of(topic)) ? topic : null;
            }
            return next != null;
        }

        @Override
        public String next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            String one = next;
            next = null;
            return one;
        }
    }
}
