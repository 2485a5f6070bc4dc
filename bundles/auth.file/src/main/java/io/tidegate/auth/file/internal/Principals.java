package io.tidegate.auth.file.internal;

import io.tidegate.config.PasswordHash;
import io.tidegate.hub.spi.Authorizer;
import io.tidegate.mqtt.TopicFilter;
import io.tidegate.mqtt.TopicName;
import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import io.tidegate.status.StatusSource;
import java.time.Clock;
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
 * Every principal, in one immutable table that is replaced as a whole, so that a question is answered from one state of
 * the configuration and without a lock. Any thread.
 */
final class Principals implements Authorizer, StatusSource {
    private static final Logger LOG = LoggerFactory.getLogger(Principals.class);
    private static final String NOBODY = "nobody can connect: write etc/io.tidegate.principal-NAME.cfg"
            + " with username, password (from gateway:password), pub, sub";

    private final Clock clock;
    private final Object lock = new Object();
    private final Map<String, Entry> configured = new LinkedHashMap<>(); // by PID, in order of arrival; guarded by lock
    private volatile Table table;

    private record Table(Map<String, Principal> byName, List<Entry> entries, long generation, Instant emptySince) {
    }

    Principals(Clock clock) {
        this.clock = clock;
        // generations of one run of this bundle are not those of the next: caches outlive a swap
        this.table = new Table(Map.of(), List.of(), clock.millis() << 16, clock.instant());
    }

    /** Adds a configuration or replaces it. One that is not acceptable changes nothing that is in force. */
    void put(String pid, Map<String, ?> properties) {
        synchronized (lock) {
            Entry earlier = configured.get(pid);
            Entry next = Entry.of(pid, properties, clock.instant());
            if (earlier != null && earlier.saysTheSameAs(next)) {
                return; // nothing that was decided needs to be asked again
            }
            if (next.principal() == null) {
                LOG.error("event=principal-refused pid={} reason=\"{}\" effect=\"{}\"", next.place(), next.reason(),
                        earlier == null || earlier.principal() == null ? "it cannot connect" : "the old configuration goes on");
            }
            configured.put(pid, next.after(earlier));
            rebuild();
        }
    }

    /** Forgets a configuration that was deleted. */
    void remove(String pid) {
        synchronized (lock) {
            if (configured.remove(pid) != null) {
                rebuild();
            }
        }
    }

    Optional<Principal> find(String username) {
        return Optional.ofNullable(table.byName.get(username));
    }

    /** Of all passwords; of a new one when there is none. */
    int mostIterations() {
        return table.byName.values().stream().mapToInt(p -> p.password().iterations()).max().orElse(PasswordHash.DEFAULT_ITERATIONS);
    }

    @Override
    public boolean mayPublish(String principal, TopicName topic) {
        Principal known = table.byName.get(principal);
        return known != null && known.mayPublish(topic);
    }

    @Override
    public boolean maySubscribe(String principal, TopicFilter filter) {
        Principal known = table.byName.get(principal);
        return known != null && known.maySubscribe(filter);
    }

    @Override
    public boolean knows(String principal) {
        return table.byName.containsKey(principal);
    }

    @Override
    public long generation() {
        return table.generation;
    }

    @Override
    public List<StatusRow> rows() {
        Table now = table;
        List<StatusRow> rows = new ArrayList<>();
        if (now.byName.isEmpty()) {
            rows.add(StatusRow.of("auth", "principals", Status.WAITING, now.emptySince).withReason(NOBODY));
        }
        now.entries.forEach(e -> rows.add(e.row()));
        return rows;
    }

    /** Guarded by lock. */
    private void rebuild() {
        Map<String, Entry> owners = new HashMap<>();
        Map<String, Principal> byName = new HashMap<>();
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : configured.values()) {
            Entry shown = entry;
            if (entry.principal() != null) {
                Entry owner = owners.putIfAbsent(entry.username(), entry);
                shown = owner == null ? entry : entry.takenBy(owner);
            }
            if (shown.principal() != null) {
                byName.put(shown.username(), shown.principal());
            } else if (shown != entry && !table.entries().contains(shown)) {
                LOG.error("event=principal-refused pid={} reason=\"{}\"", entry.pid(), shown.reason());
            }
            entries.add(shown);
        }
        Table before = table;
        Instant emptySince = before.byName.isEmpty() ? before.emptySince : clock.instant();
        table = new Table(Map.copyOf(byName), List.copyOf(entries), before.generation + 1, emptySince);
    }
}
