package io.tidegate.config.yaml.internal.apply;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Tells when files have stood still: the same at two looks at least {@link #STILL} apart. A file that was last written longer
 * ago than that counts at its first look, so that a start does not wait. Owned by the look's thread.
 */
final class Settled {
    static final Duration STILL = Duration.ofMillis(300);

    private final LongSupplier nanoTime;
    private final LongSupplier wallMillis;
    private final Map<Path, Seen> seen = new HashMap<>();

    private record Seen(Signature signature, long nanos, boolean settled) {
    }

    /** What changes when a file does; a missing file has one too. */
    record Signature(boolean there, long size, long modifiedMicros, Object key) {
        static final Signature MISSING = new Signature(false, 0, 0, null);
    }

    Settled(LongSupplier nanoTime, LongSupplier wallMillis) {
        this.nanoTime = nanoTime;
        this.wallMillis = wallMillis;
    }

    static Signature signature(Path file) {
        try {
            BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
            return new Signature(true, a.size(), a.lastModifiedTime().to(java.util.concurrent.TimeUnit.MICROSECONDS), a.fileKey());
        } catch (IOException notThere) {
            return Signature.MISSING;
        }
    }

    /** Looks at all of them; whether each has stood still. */
    boolean look(Collection<Path> files) {
        boolean all = true;
        for (Path file : files) {
            all &= look(file);
        }
        seen.keySet().retainAll(files);
        return all;
    }

    private boolean look(Path file) {
        Signature now = signature(file);
        Seen before = seen.get(file);
        long nanos = nanoTime.getAsLong();
        if (before == null || !before.signature.equals(now)) {
            boolean old = before == null && (!now.there || isOld(now));
            seen.put(file, new Seen(now, nanos, old));
            return old;
        }
        if (!before.settled && nanos - before.nanos >= STILL.toNanos()) {
            seen.put(file, new Seen(now, before.nanos, true));
            return true;
        }
        return before.settled;
    }

    private boolean isOld(Signature now) {
        long age = wallMillis.getAsLong() - now.modifiedMicros / 1000;
        return age >= STILL.toMillis();
    }

    /** The signatures of the last look, to be compared with those that were read. */
    Map<Path, Signature> signatures() {
        Map<Path, Signature> all = new HashMap<>();
        seen.forEach((path, s) -> all.put(path, Objects.requireNonNull(s.signature)));
        return all;
    }
}
