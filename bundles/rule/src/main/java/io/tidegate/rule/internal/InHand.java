package io.tidegate.rule.internal;

import io.tidegate.function.Function;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The deliveries that have no outcome yet: those that wait, in order of arrival, and those that a function has. Guarded by the pipeline's lock. */
final class InHand {
    private final TreeMap<Long, Handling> waiting = new TreeMap<>();
    private final Set<Handling> calling = new HashSet<>();
    /** Those of both that came last of their message, by the delivery's id. */
    private final Map<String, Handling> newest = new HashMap<>();

    /**
     * It came just now and waits. What is in hand of the same message was lent before the session's transport was
     * replaced: nothing can come of it any more.
     */
    void arrive(Handling handling) {
        Handling before = newest.put(handling.delivery.id(), handling);
        if (before != null) {
            before.stale = true;
            waiting.remove(before.sequence);
        }
        waiting.put(handling.sequence, handling);
    }

    /** It waits again, at its place, unless the same message came again meanwhile. */
    void await(Handling handling) {
        if (!handling.stale && newest.putIfAbsent(handling.delivery.id(), handling) == null) {
            waiting.put(handling.sequence, handling);
        }
    }

    boolean isAnyWaiting() {
        return !waiting.isEmpty();
    }

    int count() {
        return waiting.size() + calling.size();
    }

    /** The first of those that wait is being called now; its {@link Handling#call} tells this call from others. */
    Handling callFirst(Function callee) {
        Handling first = waiting.pollFirstEntry().getValue();
        first.callee = callee;
        first.call++;
        calling.add(first);
        return first;
    }

    /** Takes the answer to a call; false when the call was given up meanwhile, and a later one decides. */
    boolean answered(Handling handling, int call) {
        if (handling.call != call || !calling.remove(handling)) {
            return false;
        }
        handling.callee = null;
        newest.remove(handling.delivery.id(), handling);
        return true;
    }

    /** It counts as called while it waits for its next attempt. */
    void rest(Handling handling) {
        handling.ownAttempts++;
        calling.add(handling);
    }

    /** The rest is over. */
    void restOver(Handling handling) {
        if (calling.remove(handling)) {
            await(handling);
        }
    }

    /** Who has calls that are not answered. */
    Set<Function> callees() {
        return calling.stream().map(handling -> handling.callee).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    /** Takes back what this function has not answered, for it has gone; returns how many those were. */
    int giveUp(Function gone) {
        int count = 0;
        for (Handling handling : Set.copyOf(calling)) {
            if (handling.callee == gone) {
                answered(handling, handling.call);
                await(handling);
                count++;
            }
        }
        return count;
    }

    /** Forgets those that wait; those that are called are forgotten by their answers. */
    void forgetWaiting() {
        waiting.values().forEach(handling -> newest.remove(handling.delivery.id(), handling));
        waiting.clear();
    }
}
