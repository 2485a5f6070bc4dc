package io.tidegate.bench.load;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Judges what one subscriber receives: each publisher's messages must arrive once, in order and unchanged. The expected message
 * costs a comparison and an increment; everything else is the slow path. Owned by the thread of the run.
 */
public final class Validator {

    /** Missing messages remembered one by one, to tell a late one from a repeated one. Beyond it they only count as lost. */
    private static final int REMEMBERED = 200_000;

    private final long[] next;
    private final List<Set<Long>> missing;
    private long forgotten;
    private long received;
    private long duplicated;
    private long reordered;
    private long corrupted;

    /** @param publishers number of publishers, their numbers being 0 to this minus one */
    public Validator(int publishers) {
        next = new long[publishers];
        missing = new ArrayList<>();
        for (int i = 0; i < publishers; i++) {
            missing.add(new HashSet<>());
        }
    }

    /** An intact message arrived. */
    public void received(int publisher, long sequence) {
        received++;
        if (sequence == next[publisher]) {
            next[publisher] = sequence + 1;
        } else {
            unexpected(publisher, sequence);
        }
    }

    /** A message arrived whose content, flags or topic are not as sent; which one it was is unknown. */
    public void corrupted() {
        received++;
        corrupted++;
    }

    private void unexpected(int publisher, long sequence) {
        Set<Long> gaps = missing.get(publisher);
        if (sequence < next[publisher]) {
            if (gaps.remove(sequence)) {
                reordered++;
            } else {
                duplicated++;
            }
            return;
        }
        for (long gap = next[publisher]; gap < sequence; gap++) {
            if (gaps.size() == REMEMBERED) {
                forgotten += sequence - gap;
                break;
            }
            gaps.add(gap);
        }
        next[publisher] = sequence + 1;
    }

    /** All messages that arrived, whatever they were. */
    public long received() {
        return received;
    }

    /** One more than the highest sequence number that arrived from this publisher. A lost message is passed over by the next. */
    public long next(int publisher) {
        return next[publisher];
    }

    /**
     * The verdict at the end of the run.
     *
     * @param published per publisher, how many messages this subscriber should have received
     */
    public Findings verdict(long[] published) {
        long lost = forgotten;
        long invented = 0;
        for (int i = 0; i < next.length; i++) {
            lost += missing.get(i).size() + Math.max(0, published[i] - next[i]);
            invented += Math.max(0, next[i] - published[i]);    // a number that nobody sent: content, not order, is wrong
        }
        return new Findings(lost, duplicated, reordered, corrupted + invented);
    }
}
