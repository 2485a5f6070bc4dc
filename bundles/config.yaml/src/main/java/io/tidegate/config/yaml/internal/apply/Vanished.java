package io.tidegate.config.yaml.internal.apply;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Knows which files of the operator's are gone although the configurations that came from them are still there. FileInstall
 * tells of a deleted file only when it has seen it before: one that the console wrote and somebody deleted at once would
 * keep its word for ever. Owned by the look's thread.
 */
final class Vanished {
    /** Longer than FileInstall takes to delete a configuration whose file is gone, so that two never mend one thing. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private final LongSupplier nanoTime;
    private final Map<Path, Long> missingSince = new HashMap<>();
    private Set<Path> watched = Set.of();
    private Set<Path> gone = Set.of();

    Vanished(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** From now on these. */
    void watch(Collection<Path> files) {
        watched = Set.copyOf(files);
        missingSince.keySet().retainAll(watched);
        gone = new HashSet<>(gone);
        gone.retainAll(watched);
    }

    /** Looks at all of them; whether one has been missing for long that had not been before. */
    boolean look() {
        Set<Path> now = new HashSet<>();
        for (Path file : watched) {
            if (Files.exists(file)) {
                missingSince.remove(file);
            } else if (nanoTime.getAsLong() - missingSince.computeIfAbsent(file, f -> nanoTime.getAsLong()) >= PATIENCE.toNanos()) {
                now.add(file);
            }
        }
        boolean more = !gone.containsAll(now);
        gone = now;
        return more;
    }

    boolean contains(Path file) {
        return gone.contains(file);
    }
}
