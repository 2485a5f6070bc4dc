package io.tidegate.log.internal;

import io.tidegate.config.LastAccepted;
import io.tidegate.config.Refusals;
import io.tidegate.log.internal.file.LineWriter;
import io.tidegate.log.internal.line.Level;
import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One configured log: takes configurations, keeps the last good one in force, and says how it is.
 *
 * <p>Fields guarded by {@code lock}; any thread.
 */
final class ManagedLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ManagedLog.class);

    private final Object lock = new Object();
    private final Shared shared;
    private final String pid;
    private Map<String, ?> latest = Map.of();
    private String name;
    private LogConfig config;
    private LineWriter writer;
    private String refused = "";
    private boolean waitsForOther;
    private boolean closed;
    private String shownState = "";
    private Instant since;

    ManagedLog(Shared shared, String pid) {
        this.shared = shared;
        this.pid = pid;
        this.name = pid;
        this.since = shared.clock().instant();
        shared.joined(this);
    }

    /** Takes a configuration, the first or a changed one; never throws for what it says. What it replaces goes on when it is no good. */
    void configure(Map<String, ?> properties) {
        synchronized (lock) {
            latest = properties;
            consider();
        }
        shared.released();
    }

    /**
     * Looks again when what it wanted was somebody else's.
     *
     * @return whether it has it now, and may have given back what another waits for
     */
    boolean reconsider() {
        synchronized (lock) {
            boolean waited = waitsForOther && !closed;
            if (waited) {
                consider();
            }
            return waited && !waitsForOther;
        }
    }

    private void consider() {
        LogConfigReader.Outcome read = LogConfigReader.read(pid, latest);
        waitsForOther = false;
        if (read.config().isEmpty()) {
            refuse(read.name(), read.reason());
            return;
        }
        LogConfig wanted = read.config().get();
        List<String> claims = new ArrayList<>(List.of("name=" + wanted.name()));
        wanted.path().ifPresent(path -> claims.add("path=" + path));
        Optional<String> taken = shared.claims().take(this, pid, claims);
        if (taken.isPresent()) {
            boolean said = taken.get().equals(refused);
            waitsForOther = true;
            if (!said) {
                refuse(read.name(), taken.get());
            }
            return;
        }
        accept(wanted);
    }

    private void refuse(String itsName, String reason) {
        name = config == null ? itsName : config.name();
        refused = reason;
        Refusals.log(LOG::error, LOG::debug, "event=log-configuration-refused log={} pid={} running={} reason=\"{}\"", name, pid, config != null, reason);
    }

    private void accept(LogConfig wanted) {
        LineWriter before = writer;
        Path path = wanted.path().map(shared::absolute).orElse(null);
        boolean same = before != null && before.path().equals(path) && wanted.name().equals(config.name());
        if (same) {
            before.change(wanted.limits(), wanted.format());
        } else {
            writer = path == null ? null : shared.writer(wanted, path, wanted.limits());
        }
        if (writer == null) {
            shared.router().forget(this);
        } else {
            shared.router().route(this, wanted, writer);
        }
        config = wanted;
        LastAccepted.keep(pid, latest);
        name = wanted.name();
        refused = "";
        shared.levels().want(this, levels(wanted));
        if (!same) {
            LineWriter.replace(before, writer);
        }
        LOG.info("event=log-configured log={} pid={} level={} file={} parts={} format={}", name, pid, wanted.level().word(),
                path == null ? "none" : path, wanted.words(), wanted.format().word());
    }

    private static Map<String, Level> levels(LogConfig wanted) {
        Map<String, Level> levels = new HashMap<>();
        wanted.parts().forEach(part -> levels.put(part.logger(), wanted.level()));
        return levels;
    }

    StatusRow row() {
        synchronized (lock) {
            String fault = writer == null ? "" : writer.fault();
            String state = config == null || !fault.isEmpty() ? Status.FAILED
                    : writer != null && !writer.isOpen() ? Status.STARTING : Status.RUNNING;
            if (!state.equals(shownState)) {
                since = shownState.isEmpty() ? since : shared.clock().instant();
                shownState = state;
            }
            List<String> why = new ArrayList<>();
            if (!refused.isEmpty()) {
                why.add(config == null ? refused : "new configuration refused: " + refused);
            }
            List.of(fault, config == null ? "" : shared.levels().fault()).stream().filter(s -> !s.isEmpty()).forEach(why::add);
            return StatusRow.of("log", name, state, since).withReason(String.join("; ", why)).withDetails(details()).withPids(List.of(pid));
        }
    }

    private Map<String, String> details() {
        Map<String, String> details = new LinkedHashMap<>();
        if (config != null) {
            details.put("level", config.level().word());
            details.put("parts", String.join(", ", config.words()));
            details.put("file", writer == null ? "none" : writer.path().toString());
            details.put("format", config.format().word());
            details.put(Status.DETAIL_SOURCE, config.source());
        }
        if (writer != null) {
            details.put("lines", Long.toString(writer.written()));
            details.put("dropped", Long.toString(writer.dropped()));
        }
        return details;
    }

    /** Gives levels, names and the file back. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            shared.left(this);
            shared.router().forget(this);
            shared.levels().want(this, Map.of());
            LineWriter.replace(writer, null);
            shared.claims().release(this);
            LOG.info("event=log-stopped log={} pid={} lines={} dropped={}", name, pid, writer == null ? 0 : writer.written(),
                    writer == null ? 0 : writer.dropped());
        }
        shared.released();
    }
}
