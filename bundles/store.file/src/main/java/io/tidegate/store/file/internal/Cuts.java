package io.tidegate.store.file.internal;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the stores that failed had to stop, each by its directory, until a segment counts there that has left out what lies behind.
 * Owned by one thread.
 */
final class Cuts {
    private final Map<Path, Cut> byDirectory = new HashMap<>();

    /** A store in this directory failed. */
    void failed(Path directory, Cut cut) {
        byDirectory.put(directory, cut);
    }

    /** For whoever opens the store in this directory. */
    Cut of(Path directory) {
        return byDirectory.getOrDefault(directory, Cut.NONE);
    }

    /** What it holds up to what {@link #of} said is in a later segment that counts, whatever becomes of the opening. */
    void opened(Path directory) {
        byDirectory.remove(directory);
    }
}
