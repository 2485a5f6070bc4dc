package io.tidegate.function.internal;

import io.tidegate.function.internal.config.FunctionConfig;
import io.tidegate.function.internal.config.Mount;
import io.tidegate.function.internal.pool.PoolSnapshot;
import io.tidegate.function.internal.pool.PoolSnapshot.WorkerSnapshot;
import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a function and its workers say of themselves.
 *
 * @param refused     why the last configuration was not accepted, or cannot be planned; may be empty
 * @param since       when the function was configured
 * @param interpreter as planned; may be empty
 */
record FunctionRows(String name, String pid, FunctionConfig config, String refused, Instant since, String interpreter,
        PoolSnapshot pool) {
    /** A function of which no configuration was ever acceptable. */
    static StatusRow failed(String name, String pid, String reason, Instant since, String source) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put(Status.DETAIL_INSTANCES, "0");
        putKnown(details, Status.DETAIL_SOURCE, source);
        return StatusRow.of("function", name, Status.FAILED, since).withReason(reason).withDetails(details).withPids(List.of(pid));
    }

    List<StatusRow> all() {
        List<StatusRow> rows = new ArrayList<>();
        rows.add(function());
        pool.workers().forEach(w -> rows.add(worker(w)));
        return rows;
    }

    private StatusRow function() {
        String state = pool.well() ? Status.RUNNING : pool.launchable() ? Status.FAILED : Status.WAITING;
        String reason = pool.reason();
        if (!refused.isEmpty()) {
            String configuration = "new configuration refused: " + refused;
            reason = reason.isEmpty() || reason.equals(refused) ? configuration : configuration + "; " + reason;
        }
        Instant when = pool.since().isAfter(since) ? pool.since() : since;
        return StatusRow.of("function", name, state, when).withReason(reason).withDetails(details()).withPids(List.of(pid));
    }

    private Map<String, String> details() {
        Map<String, String> details = new LinkedHashMap<>();
        details.put(Status.DETAIL_INSTANCES, String.valueOf(pool.workers().stream()
                .filter(w -> w.state().equals(Status.RUNNING) || w.state().equals("DRAINING")).count()));
        details.put("min", String.valueOf(config.limits().min()));
        details.put("max", String.valueOf(config.limits().max()));
        details.put("calls", String.valueOf(pool.calls()));
        details.put("failures", String.valueOf(pool.failures()));
        details.put("timeouts", String.valueOf(pool.timeouts()));
        details.put("crashes", String.valueOf(pool.crashes()));
        details.put("queue", String.valueOf(pool.waiting()));
        details.put("runtime", config.runtime());
        details.put("interpreter", pool.interpreter().isEmpty() ? interpreter : pool.interpreter());
        details.put("handler", config.handler());
        details.put("codedir", config.codeDirectory());
        putKnown(details, "service", config.service());
        putKnown(details, "mounts", config.mounts().stream().map(FunctionRows::mount).collect(Collectors.joining(", ")));
        details.put("timeout", text(config.limits().timeout()));
        details.put("idletime", text(config.limits().idleTime()));
        details.put("user", "runs as user " + System.getProperty("user.name") + " (no user of its own)");
        putKnown(details, Status.DETAIL_IMAGE, config.image());
        putKnown(details, Status.DETAIL_SOURCE, config.source());
        return details;
    }

    private static void putKnown(Map<String, String> details, String key, String value) {
        if (!value.isEmpty()) {
            details.put(key, value);
        }
    }

    private static String mount(Mount mount) {
        return mount.path() + "=" + mount.hostPath() + (mount.readOnly() ? " (read-only as configured; not enforced)" : "");
    }

    /** {@code PT1M30S} as people write it: {@code 1m30s}. */
    private static String text(Duration duration) {
        return duration.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }

    private StatusRow worker(WorkerSnapshot worker) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("function", name);
        details.put("pid", worker.pid() == 0 ? "" : String.valueOf(worker.pid()));
        details.put("calls", String.valueOf(worker.answered()));
        details.put("given", String.valueOf(worker.given()));
        details.put("why", worker.why());
        return StatusRow.of("worker", worker.name(), worker.state(), worker.since()).withDetails(details).withPids(List.of(pid));
    }
}
