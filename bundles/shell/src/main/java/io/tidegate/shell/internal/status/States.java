package io.tidegate.shell.internal.status;

import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What states mean for a reader. Pure. */
public final class States {
    /** States in which there is nothing to mend. */
    private static final Set<String> WELL = Set.of(Status.RUNNING, "ACTIVE", "READY", "IDLE", "BUSY", "OPEN", "CONNECTED", "OK");
    /** The others, mildest first; an unknown word counts as worse than waiting. */
    private static final List<String> BAD = List.of(Status.STARTING, Status.WAITING, Status.UNSUPPORTED, Status.FAILED);

    private States() {
    }

    public static boolean isWell(StatusRow row) {
        return WELL.contains(row.state());
    }

    /** The row that somebody should look at first; empty when there is none. */
    public static Optional<StatusRow> worst(Collection<StatusRow> rows) {
        return rows.stream().max(Comparator.comparingInt(row -> severity(row.state())));
    }

    private static int severity(String state) {
        if (WELL.contains(state)) {
            return 0;
        }
        int known = BAD.indexOf(state);
        return 1 + (known >= 0 ? known : BAD.indexOf(Status.WAITING));
    }
}
