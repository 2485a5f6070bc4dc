package io.tidegate.shell.internal.status;

import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import io.tidegate.status.StatusSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that anybody has to show, together. Dynamic references: rows of a bundle that is swapped disappear and
 * return. Any thread.
 */
@Component(service = StatusBoard.class)
public final class StatusBoard {
    private static final Logger LOG = LoggerFactory.getLogger(StatusBoard.class);
    private final Map<StatusSource, String> sources = new ConcurrentHashMap<>();

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addSource(StatusSource source, Map<String, Object> properties) {
        sources.put(source, String.valueOf(properties.getOrDefault("component.name", "a status source")));
    }

    void removeSource(StatusSource source) {
        sources.remove(source);
    }

    /** A snapshot by kind and name. A source that throws is shown as a row of its own; the others are not hidden by it. */
    public List<StatusRow> rows() {
        List<StatusRow> all = new ArrayList<>();
        sources.forEach((source, name) -> all.addAll(rowsOf(source, name)));
        all.sort(Comparator.comparing(StatusRow::kind).thenComparing(StatusRow::name));
        return Verdicts.bringHome(all);
    }

    /** The rows of one kind, by name. */
    public List<StatusRow> rows(String kind) {
        return rows().stream().filter(row -> row.kind().equals(kind)).toList();
    }

    private static List<StatusRow> rowsOf(StatusSource source, String name) {
        try {
            return source.rows();
        } catch (RuntimeException | LinkageError e) { // also of a bundle whose classes do not fit together
            LOG.error("event=status-failed source={}, this is a bug", name, e);
            return List.of(StatusRow.of("component", name, Status.FAILED, Instant.now()).withReason("its status cannot be read: " + e));
        }
    }
}
