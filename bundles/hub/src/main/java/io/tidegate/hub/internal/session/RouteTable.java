package io.tidegate.hub.internal.session;

import io.tidegate.hub.internal.routing.Bytes;
import io.tidegate.hub.internal.routing.TopicTree;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;

/**
 * One loop's routes by topic: a hash over bytes, eight ways, grown while live routes push each other out, bounded. Of 50,000
 * live topics one in eighty finds its ways taken; with half as many ways and places it was one in three.
 * The hashes stand beside, so that only the right route is looked at: it may be far from the processor. A hit implies a
 * valid topic; everything that a topic must be is looked at on a miss. Owned by its loop.
 */
public final class RouteTable {
    private static final int WAYS = 8;
    private static final int FIRST_SETS = 32;
    private static final int MAX_SETS = 16_384;

    private final TopicTree tree;
    private final int shard;
    private final Function<String, String> topicProblem;
    private Route[] routes = new Route[FIRST_SETS * WAYS];
    private int[] hashes = new int[FIRST_SETS * WAYS];
    private int evictions;
    private int victim;

    /** @param topicProblem what is wrong with a topic, asked on a miss; answers null when nothing is */
    public RouteTable(TopicTree tree, int shard, Function<String, String> topicProblem) {
        this.tree = tree;
        this.shard = shard;
        this.topicProblem = topicProblem;
    }

    /** The current route of a topic; never null, but look at {@link Route#problem}. */
    public Route route(byte[] a, int offset, int length) {
        long generation = tree.generation();
        int hash = Bytes.hash(a, offset, length);
        int first = (hash & routes.length / WAYS - 1) * WAYS;
        for (int i = first; i < first + WAYS; i++) {
            if (hashes[i] == hash) {
                Route r = routes[i];
                if (r != null && r.is(generation, a, offset, length)) {
                    return r;
                }
            }
        }
        Route made = make(Arrays.copyOfRange(a, offset, offset + length));
        if (made.problem == null) { // a flood of invalid topics pushes nothing out
            keep(made, hash, first);
        }
        return made;
    }

    private Route make(byte[] topic) {
        String name = Bytes.text(topic, 0, topic.length);
        String problem = name == null ? "the topic is not well-formed UTF-8" : topicProblem.apply(name);
        if (problem != null) {
            return new Route(topic, tree.generation(), problem, new Receivers(Map.of(), shard));
        }
        TopicTree.Match match = tree.match(name);
        return new Route(topic, match.generation(), null, new Receivers(match.subscribers(), shard));
    }

    private void keep(Route made, int hash, int first) {
        for (int i = first; i < first + WAYS; i++) {
            if (routes[i] == null || routes[i].generation != made.generation
                    || Arrays.equals(routes[i].topic, made.topic)) {
                routes[i] = made;
                hashes[i] = hash;
                return;
            }
        }
        int out = first + (victim++ & WAYS - 1);
        routes[out] = made;
        hashes[out] = hash;
        if (++evictions > routes.length / 2 && routes.length < MAX_SETS * WAYS) {
            routes = new Route[routes.length * 2]; // filled again as topics come by
            hashes = new int[routes.length];
            evictions = 0;
        }
    }
}
