package io.tidegate.auth.file.internal;

import io.tidegate.config.LastAccepted;
import io.tidegate.config.PasswordHash;
import io.tidegate.config.Refusals;
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
import java.util.concurrent.Executor;
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

    /**
     * So long a principal outlives its configuration: one that is configured anew meanwhile, as by a tree when the file of etc/ that
     * overrides it is deleted, is refused nothing.
     */
    static final long GRACE_MILLIS = 1000;

    private final Clock clock;
    private final Executor later;
    private final Object lock = new Object();
    private final Map<String, Entry> proposed = new LinkedHashMap<>(); // by PID, in order of arrival; guarded by lock
    private final Map<String, Entry> inForce = new HashMap<>(); // by username; guarded by lock
    private final Map<String, Object> leaving = new HashMap<>(); // by PID, which of its deletions; guarded by lock
    private volatile Table table;

    private record Table(Map<String, Principal> byName, List<Entry> entries, long generation, Instant emptySince) {
    }

    /** @param later runs what it is given once {@link #GRACE_MILLIS} are over */
    Principals(Clock clock, Executor later) {
        this.clock = clock;
        this.later = later;
        // generations of one run of this bundle are not those of the next: caches outlive a swap
        this.table = new Table(Map.of(), List.of(), clock.millis() << 16, clock.instant());
    }

    /**
     * Takes what is there at a start, when nobody runs yet: of two with one username the one that has it from its file's name
     * comes first, so that an edit that was refused before a restart takes nothing over by it.
     */
    void putAll(Map<String, ? extends Map<String, ?>> all) {
        all.forEach((pid, properties) -> putIf(Principal.isOwnName(pid, properties), pid, properties));
        all.forEach((pid, properties) -> putIf(!Principal.isOwnName(pid, properties), pid, properties));
    }

    private void putIf(boolean now, String pid, Map<String, ?> properties) {
        if (now) {
            put(pid, properties);
        }
    }

    /** Adds a configuration or replaces it. One that is not acceptable changes nothing that is in force. */
    void put(String pid, Map<String, ?> properties) {
        synchronized (lock) {
            leaving.remove(pid);
            Entry earlier = proposed.get(pid);
            Entry next = Entry.of(pid, properties, clock.instant());
            boolean room = makeRoom(next.username());
            if (!room && earlier != null && earlier.saysTheSameAs(next)) {
                return; // nothing that was decided needs to be asked again
            }
            proposed.put(pid, next);
            rebuild();
        }
    }

    /** Forgets a configuration that was deleted, unless it is there again within {@link #GRACE_MILLIS}. */
    void remove(String pid) {
        Object deletion = new Object();
        synchronized (lock) {
            if (!proposed.containsKey(pid) || leaving.putIfAbsent(pid, deletion) != null) {
                return; // told already
            }
        }
        later.execute(() -> {
            synchronized (lock) {
                if (leaving.remove(pid, deletion)) {
                    forget(pid);
                    rebuild();
                }
            }
        });
    }

    /** Who leaves keeps no username from others. Guarded by lock. */
    private boolean makeRoom(String username) {
        List<String> gone = leaving.keySet().stream().filter(pid -> proposed.get(pid).username().equals(username)).toList();
        gone.forEach(this::forget);
        return !gone.isEmpty();
    }

    /** Guarded by lock. */
    private void forget(String pid) {
        leaving.remove(pid);
        proposed.remove(pid);
        inForce.values().removeIf(entry -> entry.pid().equals(pid));
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

    /** Whether this is the password by which somebody was let in; who was let in by another authenticator is not judged here. */
    boolean stillAccepts(String principal, String proof) {
        Principal known = table.byName.get(principal);
        return proof.isEmpty() || known != null && known.proof().equals(proof);
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
        boolean more = !allTogether();
        while (more) { // one that comes into force may leave the username that another one waits for
            more = proposed.values().stream().anyMatch(this::comesIntoForce);
        }
        Table before = table;
        List<Entry> entries = proposed.values().stream().map(this::shown).toList();
        entries.stream().filter(e -> !e.reason().isEmpty() && before.entries.stream().noneMatch(e::saysTheSameAs))
                .forEach(e -> Refusals.log(LOG::error, LOG::debug, "event=principal-refused pid={} reason=\"{}\" effect=\"{}\"", e.pid(), e.reason(),
                        e.principal() == null ? "it cannot connect" : "the old configuration goes on"));
        Map<String, Principal> byName = new HashMap<>();
        inForce.forEach((username, entry) -> {
            byName.put(username, entry.principal());
            if (before.byName.get(username) != entry.principal()) {
                LastAccepted.keep(entry.pid(), entry.written());
            }
        });
        Instant emptySince = before.byName.isEmpty() ? before.emptySince : clock.instant();
        table = new Table(Map.copyOf(byName), entries, before.generation + 1, emptySince);
    }

    /** Edits that suit each other, if not what is in force: two that change their usernames. Guarded by lock. */
    private boolean allTogether() {
        Map<String, Entry> all = new HashMap<>();
        for (Entry next : proposed.values()) {
            Entry wanted = next.principal() != null ? next : running(next.pid()).orElse(null);
            if (wanted != null && all.put(wanted.username(), wanted) != null) {
                return false;
            }
        }
        inForce.clear();
        inForce.putAll(all);
        return true;
    }

    private Optional<Entry> running(String pid) {
        return inForce.values().stream().filter(entry -> entry.pid().equals(pid)).findFirst();
    }

    /** Whoever is in force keeps the username: an edit must not make one the owner of another's. Guarded by lock. */
    private boolean comesIntoForce(Entry next) {
        Entry owner = inForce.get(next.username());
        if (next.principal() == null || owner == next || owner != null && !owner.pid().equals(next.pid())) {
            return false;
        }
        inForce.values().removeIf(entry -> entry.pid().equals(next.pid()));
        inForce.put(next.username(), next);
        return true;
    }

    /** Guarded by lock. */
    private Entry shown(Entry next) {
        Entry owner = inForce.get(next.username());
        if (owner == next) {
            return next;
        }
        Entry refused = next.principal() == null ? next : next.takenBy(owner);
        return running(next.pid()).map(running -> running.refusing(refused.reason())).orElse(refused);
    }
}
