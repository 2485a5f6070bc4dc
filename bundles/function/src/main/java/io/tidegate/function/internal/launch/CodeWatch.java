package io.tidegate.function.internal.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Notices that a function's code has changed: looks at names, sizes and times every second (less often where looking is
 * slow), and at the content only when these differ and have stayed the same for two looks, so that a half-written
 * file is not taken; what is there before the first start counts as known. What counts as code: {@link CodeFiles}. Code
 * that never rests is looked at less and less often: {@link Restlessness}.
 *
 * <p>Threads: {@link #due}, {@link #hash} and {@link #forget} any; the others block each other.
 */
public final class CodeWatch {
    private static final long EVERY_NANOS = 1_000_000_000L;
    private static final int COST_FACTOR = 50;

    private final LongSupplier nanoTime;
    private final Collection<Path> own;
    private volatile long nextLook;
    private volatile boolean looking;
    private volatile String hash = "";
    private volatile boolean forgotten;
    // guarded by this
    private boolean known;
    private CodeFiles seen = CodeFiles.NONE;
    /** Null before the first. */
    private CodeFiles hashed;
    /** Stays empty when the code changed between the first start and the first look. */
    private String firstContent = "";
    private Restlessness restlessness = new Restlessness();
    private String lastChanged = "";
    private boolean complained;
    private String complaint = "";

    /** @param own directories that are nobody's code: {@link Places#own} */
    public CodeWatch(LongSupplier nanoTime, Collection<Path> own) {
        this.nanoTime = nanoTime;
        this.own = List.copyOf(own);
        this.nextLook = nanoTime.getAsLong();
    }

    /** Whether it is time to look; true once per look. */
    public boolean due() {
        if (looking || nanoTime.getAsLong() - nextLook < 0) {
            return false;
        }
        looking = true;
        return true;
    }

    /** Of the content as last seen when it had changed; empty for what was there first. */
    public String hash() {
        return hash;
    }

    /** Another directory counts from now on: what is there is the first again. */
    public void forget() {
        forgotten = true;
        hash = "";
    }

    /**
     * To be called before a worker starts: whatever changes from now on is a change. Only looks at names, sizes and
     * times; blocks for the disk.
     */
    public synchronized void beforeStart(Path directory) throws IOException {
        startOver();
        if (seen == CodeFiles.NONE) {
            seen = CodeFiles.in(directory, own);
        }
    }

    private void startOver() {
        if (forgotten) {
            forgotten = false;
            known = false;
            seen = CodeFiles.NONE;
            hashed = null;
            restlessness = new Restlessness();
            complained = false;
        }
    }

    /** There is nothing to look at yet. */
    public void skip() {
        looking = false;
    }

    /** @return whether the content is another than before; blocks for the disk */
    public synchronized boolean look(Path directory) {
        long start = nanoTime.getAsLong();
        try {
            return changed(directory);
        } catch (IOException unreadable) {
            return false; // in the middle of a change, or not there: a start would say it
        } finally {
            long end = nanoTime.getAsLong();
            nextLook = end + Math.max(EVERY_NANOS, (end - start) * COST_FACTOR);
            looking = false;
        }
    }

    private boolean changed(Path directory) throws IOException {
        startOver();
        CodeFiles now = CodeFiles.in(directory, own);
        boolean settled = now.equals(seen);
        boolean first = !known && (settled || seen == CodeFiles.NONE);
        known = true;
        if (!first && !settled) {
            lastChanged = now.otherThan(seen).orElse(lastChanged);
            restlessness.changed(nanoTime.getAsLong());
        }
        seen = now;
        if (!first && (!settled || now.equals(hashed) || held())) {
            return false;
        }
        hashed = now;
        return takes(now.content(directory), first);
    }

    private boolean takes(String content, boolean first) {
        if (first) {
            firstContent = content;
            return false;
        }
        String next = content.equals(firstContent) ? "" : content;
        boolean differs = !next.equals(hash);
        hash = next;
        if (differs) {
            restlessness.replaced(nanoTime.getAsLong());
        } else {
            restlessness.rested(nanoTime.getAsLong());
        }
        return differs;
    }

    private boolean held() {
        complained &= !restlessness.calm();
        boolean held = restlessness.holds(nanoTime.getAsLong());
        if (held && !complained) {
            complained = true;
            complaint = lastChanged;
        }
        return held;
    }

    /** The file for whose sake replacements wait now; present once, until the code has been quiet again. */
    public synchronized Optional<String> complaint() {
        Optional<String> file = Optional.of(complaint).filter(f -> !f.isEmpty());
        complaint = "";
        return file;
    }
}
