package io.tidegate.function.internal;

import io.tidegate.function.internal.config.FunctionConfig;
import io.tidegate.function.internal.config.Mount;
import io.tidegate.function.internal.pool.PoolSnapshot;
import io.tidegate.function.internal.pool.PoolSnapshot.WorkerSnapshot;
import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a function and its workers say of themselves. Stateless. */
final class FunctionRows {
    private FunctionRows() {
    }

    /**
     * @param config null: none was ever acceptable
     * @param refused why the last configuration was not accepted; may be empty
     */
    static List<StatusRow> of(String name, String pid, FunctionConfig config, String refused, Instant since, PoolSnapshot pool) {
        if (config == null || pool == null) {
            return List.of(StatusRow.of("function", name, Status.FAILED, since).withReason(refused).withPids(List.of(pid))
                    .withDetails(Map.of(Status.DETAIL_INSTANCES, "0")));
        }
        List<StatusRow> rows = new ArrayList<>();
        rows.add(function(name, pid, config, refused, since, pool));
        pool.workers().forEach(w -> rows.add(worker(w, name, pid)));
        return rows;
    }

    private static StatusRow function(String name, String pid, FunctionConfig config, String refused, Instant since,
            PoolSnapshot pool) {
        String state = pool.well() ? Status.RUNNING : pool.launchable() ? Status.FAILED : Status.WAITING;
        String reason = refused.isEmpty() ? pool.reason() : "new configuration refused: " + refused
                + (pool.reason().isEmpty() ? "" : "; " + pool.reason());
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
        details.put("interpreter", pool.interpreter().isEmpty() ? config.interpreter().orElse("") : pool.interpreter());
        details.put("handler", config.handler());
        details.put("codedir", config.codeDirectory());
        details.put("service", config.service());
        if (!config.mounts().isEmpty()) {
            details.put("mounts", config.mounts().stream().map(FunctionRows::mount).collect(Collectors.joining(", ")));
        }
        details.put("timeout", config.limits().timeout().toString().substring(2).toLowerCase(java.util.Locale.ROOT));
        details.put("user", "runs as user " + System.getProperty("user.name") + " (no user of its own)");
        if (!config.image().isEmpty()) {
            details.put(Status.DETAIL_IMAGE, config.image());
        }
        if (!config.source().isEmpty()) {
            details.put(Status.DETAIL_SOURCE, config.source());
        }
        Instant when = pool.since().isAfter(since) ? pool.since() : since;
        return StatusRow.of("function", name, state, when).withReason(reason).withDetails(details).withPids(List.of(pid));
    }

    private static String mount(Mount mount) {
        return mount.path() + "=" + mount.hostPath() + (mount.readOnly() ? " (read-only as configured; not enforced)" : "");
    }

    private static StatusRow worker(WorkerSnapshot worker, String function, String pid) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("function", function);
        details.put("pid", worker.pid() == 0 ? "" : String.valueOf(worker.pid()));
        details.put("calls", String.valueOf(worker.answered()));
        details.put("given", String.valueOf(worker.given()));
        details.put("why", worker.why());
        return StatusRow.of("worker", worker.name(), worker.state(), worker.since()).withDetails(details).withPids(List.of(pid));
    }
}
