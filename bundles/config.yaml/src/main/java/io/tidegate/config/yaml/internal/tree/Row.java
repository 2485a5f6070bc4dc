package io.tidegate.config.yaml.internal.tree;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a status row will say, before it is known since when. Immutable. */
public record Row(String kind, String name, String state, String reason, Map<String, String> details, List<String> pids) {
    public Row {
        details = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(details));
        pids = List.copyOf(pids);
    }

    /** The same with another state and a reason put before what is there. */
    public Row with(String newState, String more) {
        String both = reason.isEmpty() || reason.contains(more) ? (reason.isEmpty() ? more : reason) : more + "; " + reason;
        return new Row(kind, name, newState, both, details, pids);
    }

    public Row withDetail(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(details);
        more.merge(key, value, (old, add) -> old + "; " + add);
        return new Row(kind, name, state, reason, more, pids);
    }
}
