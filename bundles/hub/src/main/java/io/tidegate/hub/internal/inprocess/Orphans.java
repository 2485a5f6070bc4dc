package io.tidegate.hub.internal.inprocess;

import io.tidegate.status.StatusRow;
import java.util.List;
import java.util.Map;

/** The rows of the sessions that nobody configures any more. Any thread. */
public final class Orphans {
    /** State of such a session. */
    public static final String STATE = "ORPHANED";

    private Orphans() {
    }

    /** A row of kind {@code session} for each, under the session's name. */
    public static List<StatusRow> rows(LocalSessions sessions) {
        return sessions.all().stream().filter(s -> s.orphanedSince() != null).map(Orphans::row).toList();
    }

    private static StatusRow row(LocalSession s) {
        long messages = s.held();
        return StatusRow.of("session", s.name(), STATE, s.orphanedSince())
                .withReason("nobody configures it any more; " + messages + (messages == 1 ? " message waits" : " messages wait"))
                .withDetails(Map.of("waiting", Long.toString(messages)));
    }
}
