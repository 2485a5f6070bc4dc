package io.tidegate.hub.internal.routing;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * Every subscription of the hub, by Topic Filter level. Shared by all loops under one lock; loops look here only when
 * their own route table has no valid route, so the lock is rarely taken while nobody subscribes.
 *
 * <p>Threads: any. All nodes are guarded by {@code lock}; {@link #generation()} is volatile.
 */
public final class TopicTree {
    private final Object lock = new Object();
    private final Node root = new Node(0); // guarded by lock
    private volatile long generation = 1;

    /** Changes with every subscription; a route made under another generation is not to be used. */
    public long generation() {
        return generation;
    }

    /** Makes every route stale, for a change that is not a subscription (a session moved, limits changed). */
    public void invalidate() {
        synchronized (lock) {
            generation++;
        }
    }

    /** Adds a subscription or changes its QoS. MQTT 3.1.1 [MQTT-3.8.4-3] */
    public void subscribe(String filter, Subscriber who, int qos) {
        synchronized (lock) {
            Node node = root;
            for (String level : filter.split("/", -1)) {
                node = node.child(level);
            }
            node.subscriber(who, qos);
            generation++;
        }
    }

    /** Removes a subscription; unknown ones change nothing. */
    public void unsubscribe(String filter, Subscriber who) {
        synchronized (lock) {
            remove(root, filter.split("/", -1), 0, who);
            generation++;
        }
    }

    /**
     * Looks at every subscription again: one that is not allowed stays where it is, but gets nothing until a later
     * review allows it.
     */
    public void review(BiPredicate<Subscriber, String> allowed) {
        synchronized (lock) {
            review(root, "", allowed);
            generation++;
        }
    }

    private static void review(Node node, String filter, BiPredicate<Subscriber, String> allowed) {
        if (!node.subscribers.isEmpty()) {
            reviewSubscribers(node, filter, allowed);
        }
        node.children.forEach((level, child) -> review(child, node.depth == 0 ? level : filter + "/" + level, allowed));
    }

    private static void reviewSubscribers(Node node, String filter, BiPredicate<Subscriber, String> allowed) {
        node.subscribers.replaceAll((who, qos) -> {
            int asked = qos < 0 ? -1 - qos : qos;
            return allowed.test(who, filter) ? asked : -1 - asked;
        });
    }

    private static boolean remove(Node node, String[] levels, int depth, Subscriber who) {
        if (depth == levels.length) {
            if (!node.subscribers.isEmpty()) {
                node.subscribers.remove(who);
            }
        } else {
            Node child = node.children.get(levels[depth]);
            if (child != null && remove(child, levels, depth + 1, who)) {
                node.children.remove(levels[depth]);
            }
        }
        return node.subscribers.isEmpty() && node.children.isEmpty();
    }

    /** Who gets a message of this topic, each once with the highest QoS of its matching subscriptions. */
    public Match match(String topic) {
        Map<Subscriber, Integer> found = new LinkedHashMap<>();
        String[] levels = topic.split("/", -1);
        synchronized (lock) {
            collect(root, levels, 0, topic.startsWith("$"), found);
            return new Match(generation, found);
        }
    }

    private static void collect(Node node, String[] levels, int depth, boolean dollar, Map<Subscriber, Integer> found) {
        boolean wild = !(dollar && depth == 0); // MQTT 3.1.1 [MQTT-4.7.2-1]
        Node hash = wild ? node.children.get("#") : null;
        if (hash != null) {
            add(hash, found); // also matches the parent level, MQTT 3.1.1 §4.7.1.2
        }
        if (depth == levels.length) {
            add(node, found);
            return;
        }
        Node plus = wild ? node.children.get("+") : null;
        if (plus != null) {
            collect(plus, levels, depth + 1, dollar, found);
        }
        Node child = node.children.get(levels[depth]);
        if (child != null) {
            collect(child, levels, depth + 1, dollar, found);
        }
    }

    private static void add(Node node, Map<Subscriber, Integer> found) {
        node.subscribers.forEach((who, qos) -> {
            if (qos >= 0) {
                found.merge(who, qos, Math::max);
            }
        });
    }

    /** What {@link #match} found, and under which generation. */
    public record Match(long generation, Map<Subscriber, Integer> subscribers) {
    }

    /** Half of all nodes have no children, the other half no subscribers: such a map is one for all, and is never written to. */
    private static final class Node {
        Map<String, Node> children = Map.of();
        /** To the QoS asked for; −1 minus that while it is not allowed. */
        Map<Subscriber, Integer> subscribers = Map.of();
        final int depth;

        Node(int depth) {
            this.depth = depth;
        }

        Node child(String level) {
            if (children.isEmpty()) {
                children = new HashMap<>(2);
            }
            String key = level.equals("+") ? "+" : level.equals("#") ? "#" : level; // the one, not a copy for each filter
            return children.computeIfAbsent(key, l -> new Node(depth + 1));
        }

        void subscriber(Subscriber who, int qos) {
            if (subscribers.isEmpty()) {
                subscribers = new LinkedHashMap<>(2);
            }
            subscribers.put(who, qos);
        }
    }
}
