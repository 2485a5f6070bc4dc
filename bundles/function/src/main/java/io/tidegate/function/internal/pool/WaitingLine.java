package io.tidegate.function.internal.pool;

import java.util.ArrayDeque;
import java.util.Iterator;

/** Calls that no worker has, first come first served, bounded in calls and bytes. Guarded by the pool's lock. */
final class WaitingLine {
    private final ArrayDeque<Call> calls = new ArrayDeque<>();
    private long bytes;

    /** @return false when it is full */
    boolean tryAdd(Call call, Limits limits) {
        boolean tooMany = calls.size() >= limits.queueCalls();
        boolean tooLarge = !calls.isEmpty() && bytes + call.bytes() > limits.queueBytes();
        if (tooMany || tooLarge) {
            return false;
        }
        calls.add(call);
        bytes += call.bytes();
        return true;
    }

    /** Puts calls that a worker did not begin back where they came from, before all others, in their order. */
    void putBack(ArrayDeque<Call> notBegun) {
        for (Iterator<Call> last = notBegun.descendingIterator(); last.hasNext();) {
            Call call = last.next();
            calls.addFirst(call);
            bytes += call.bytes();
        }
        notBegun.clear();
    }

    /** @return null when empty */
    Call poll() {
        Call call = calls.poll();
        if (call != null) {
            bytes -= call.bytes();
        }
        return call;
    }

    Call peek() {
        return calls.peek();
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    int size() {
        return calls.size();
    }
}
