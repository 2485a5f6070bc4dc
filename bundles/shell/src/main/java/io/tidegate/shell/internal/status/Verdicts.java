package io.tidegate.shell.internal.status;

import io.tidegate.status.StatusRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings what the reader of a tree says about a configuration, in details {@code refused.PID} and {@code overridden.PID} of
 * the service's row, to the row of the thing itself: who looks there must see that it runs with an older configuration, or
 * with another one than the tree's. Pure.
 */
final class Verdicts {
    private static final String REFUSED = "refused.";
    private static final String OVERRIDDEN = "overridden.";

    private Verdicts() {
    }

    static List<StatusRow> bringHome(List<StatusRow> rows) {
        Map<String, String> refused = new LinkedHashMap<>();
        Map<String, String> overridden = new LinkedHashMap<>();
        rows.stream().filter(row -> row.kind().equals("service")).flatMap(row -> row.details().entrySet().stream()).forEach(detail -> {
            put(refused, REFUSED, detail);
            put(overridden, OVERRIDDEN, detail);
        });
        if (refused.isEmpty() && overridden.isEmpty()) {
            return rows;
        }
        List<StatusRow> home = new ArrayList<>();
        rows.forEach(row -> home.add(row.kind().equals("service") || row.pids().isEmpty() ? row : with(row, refused, overridden)));
        return home;
    }

    private static void put(Map<String, String> sentences, String prefix, Map.Entry<String, String> detail) {
        if (detail.getKey().startsWith(prefix)) {
            sentences.put(detail.getKey().substring(prefix.length()), detail.getValue());
        }
    }

    private static StatusRow with(StatusRow row, Map<String, String> refused, Map<String, String> overridden) {
        StatusRow now = row;
        for (String pid : row.pids()) {
            String sentence = refused.get(pid);
            if (sentence != null && row.reason().isEmpty()) {
                now = now.withReason("new configuration refused: " + sentence);
            }
            if (overridden.containsKey(pid)) {
                Map<String, String> details = new LinkedHashMap<>(now.details());
                details.put("overridden", overridden.get(pid));
                now = now.withDetails(details);
            }
        }
        return now;
    }
}
