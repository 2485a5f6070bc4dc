package io.tidegate.rule.internal.route;

import io.tidegate.hub.Delivery;
import io.tidegate.hub.Hub;
import io.tidegate.hub.HubSession;
import io.tidegate.hub.Outcome;
import io.tidegate.hub.Reason;
import io.tidegate.hub.SessionSpec;
import io.tidegate.hub.Subscription;
import io.tidegate.mqtt.QoS;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.mqtt.TopicFilter;
import io.tidegate.rule.internal.config.RouteSettings;
import io.tidegate.rule.internal.time.Backoff;
import io.tidegate.rule.internal.time.Control;
import io.tidegate.status.StatusRow;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every route behind one session {@code route/engine}, so that two routes with one target publish once. Outputs leave
 * through {@code acknowledge} alone, in one batch with the end of the input.
 *
 * <p>Configurations are taken on any thread and judged on the control thread, whose the fields are; the table is read
 * on the session's loop.
 */
final class Routes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
    private static final int CREDIT = 256;
    /** So long a route outlives its configuration: one that comes back meanwhile, as from a tree, has missed nothing. */
    static final Duration GRACE = Duration.ofSeconds(1);
    private static final Backoff RETRY = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30));

    private final Hub hub;
    private final Control control;
    private final LongAdder received = new LongAdder();
    private final LongAdder published = new LongAdder();
    private final LongAdder deadLetters = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder looped = new LongAdder();

    private final Object lock = new Object();
    private final Map<String, Optional<Map<String, ?>>> edits = new LinkedHashMap<>(); // by PID, empty: deleted; guarded by lock
    private final Set<String> present = new HashSet<>(); // PIDs; guarded by lock
    private final Map<String, Object> leaving = new HashMap<>(); // by PID, which of its deletions; guarded by lock
    private final RouteSet configured;
    private HubSession session;
    private long generation;
    private int failures;
    /** Why no source is subscribed to; empty when the hub answered. */
    private String notSubscribed = "";
    /** What the hub refused of the sources, and why. */
    private Map<TopicFilter, ReasonCode> refused = Map.of();
    private String said = "";

    private volatile RouteTable table = new RouteTable(List.of());
    private volatile List<StatusRow> rows = List.of();
    private volatile HubSession open; // closed on any thread
    private volatile boolean closed;

    Routes(Hub hub, Control control, Clock clock) {
        this.hub = hub;
        this.control = control;
        this.configured = new RouteSet(clock);
    }

    /** Goes on with what was in force before it was there. */
    void resume(Map<String, ? extends Map<String, ?>> accepted) {
        if (!accepted.isEmpty()) {
            control.execute(() -> { // not as an edit, which would make room for the next
                accepted.forEach(configured::propose);
                configured.settle();
            });
        }
    }

    /** Takes several configurations as one change, so that nothing is unsubscribed for an instant. */
    void putAll(Map<String, ? extends Map<String, ?>> all) {
        Map<String, Optional<Map<String, ?>>> edit = new LinkedHashMap<>();
        all.forEach((pid, properties) -> edit.put(pid, Optional.<Map<String, ?>>of(Map.copyOf(properties))));
        edit(edit);
    }

    void put(String pid, Map<String, ?> properties) {
        putAll(Map.of(pid, properties));
    }

    void remove(String pid) {
        Object deletion = new Object();
        synchronized (lock) {
            if (leaving.putIfAbsent(pid, deletion) != null) {
                return; // told already
            }
        }
        control.schedule(GRACE, () -> {
            boolean gone;
            synchronized (lock) {
                gone = leaving.remove(pid, deletion);
            }
            if (gone) {
                edit(Map.of(pid, Optional.empty()));
            }
        });
    }

    /** One that leaves is in the way of no newcomer: it may be the same under another name. Guarded by lock. */
    private void makeRoom(Map<String, Optional<Map<String, ?>>> edit) {
        leaving.keySet().removeAll(edit.keySet());
        boolean newcomer = false;
        for (Map.Entry<String, Optional<Map<String, ?>>> one : edit.entrySet()) {
            if (one.getValue().isEmpty()) {
                present.remove(one.getKey());
            } else {
                newcomer |= present.add(one.getKey());
            }
        }
        if (newcomer) {
            leaving.keySet().forEach(pid -> edits.put(pid, Optional.empty()));
            present.removeAll(leaving.keySet());
            leaving.clear();
        }
    }

    /** One task takes whatever came until it runs: a thousand edits are no more than there are routes. */
    private void edit(Map<String, Optional<Map<String, ?>>> edit) {
        synchronized (lock) {
            boolean first = edits.isEmpty();
            makeRoom(edit);
            edits.putAll(edit);
            if (first && !edits.isEmpty()) {
                control.execute(this::takeEdits);
            }
        }
    }

    private void takeEdits() {
        Map<String, Optional<Map<String, ?>>> all;
        synchronized (lock) {
            all = new LinkedHashMap<>(edits);
            edits.clear();
        }
        all.forEach((pid, properties) -> properties.ifPresentOrElse(p -> configured.propose(pid, p), () -> configured.remove(pid)));
        apply();
    }

    /** Leaves at once: session, queue and subscriptions stay. */
    @Override
    public void close() {
        closed = true;
        HubSession last = open;
        if (last != null) {
            last.close();
        }
    }

    List<StatusRow> rows() {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("received", received.toString());
        details.put("published", published.toString());
        details.put("retried", retried.toString());
        details.put("deadletters", deadLetters.toString());
        details.put("looped", looped.toString());
        return rows.stream().map(row -> {
            Map<String, String> both = new LinkedHashMap<>(row.details());
            both.putAll(details);
            return row.withDetails(both);
        }).toList();
    }

    private void apply() {
        if (closed) {
            return;
        }
        RouteTable before = table;
        table = new RouteTable(configured.settle());
        if (session == null && !table.isEmpty()) {
            open();
        } else if (session != null && !before.subscriptions().equals(table.subscriptions())) {
            subscribe();
        }
        show();
    }

    private void show() {
        rows = configured.rows(this::problem);
    }

    /** Why one that is in force takes nothing; empty when it does. */
    private String problem(RouteSettings route) {
        ReasonCode code = refused.get(route.source());
        return !notSubscribed.isEmpty() || code == null ? notSubscribed : "the hub refused source.topic = " + route.source() + ": " + code;
    }

    private void open() {
        try {
            session = hub.open(SessionSpec.of(RouteSettings.SESSION).unrestricted().build(), this::onDelivery);
        } catch (IllegalStateException stopping) { // this engine goes with the hub
            notSubscribed = "the hub is stopping";
            return;
        }
        open = session;
        if (closed) { // closed while opening: nobody else would close this one
            session.close();
            return;
        }
        subscribe();
        session.request(CREDIT);
        LOG.info("event=routes-started session={} routes={}", RouteSettings.SESSION, configured.size());
    }

    private void subscribe() {
        long mine = ++generation;
        if (failures == 0) {
            notSubscribed = "no transport: the hub has not taken the subscriptions yet";
        }
        Set<Subscription> asked = table.subscriptions();
        session.subscribe(asked).whenComplete((codes, failure) -> control.execute(() -> subscribed(mine, asked, codes, failure)));
    }

    private void subscribed(long mine, Set<Subscription> asked, List<ReasonCode> codes, Throwable failure) {
        if (closed || mine != generation) {
            return;
        }
        notSubscribed = failure == null ? "" : "the hub did not take the subscriptions: " + failure;
        refused = failure == null ? refused(asked, codes) : Map.of();
        show();
        if (failure == null && refused.isEmpty()) {
            failures = 0;
            said = "";
            return;
        }
        String reason = failure == null ? "the hub refused " + refused : notSubscribed;
        if (!reason.equals(said)) { // asked again and again, it is said once
            LOG.warn("event=routes-not-subscribed reason=\"{}\"", reason);
        }
        said = reason;
        control.schedule(RETRY.after(++failures), () -> {
            if (!closed && mine == generation) {
                subscribe();
            }
        });
    }

    /** One that is refused keeps no other from its messages. */
    private static Map<TopicFilter, ReasonCode> refused(Set<Subscription> asked, List<ReasonCode> codes) {
        Map<TopicFilter, ReasonCode> refused = new LinkedHashMap<>();
        Iterator<ReasonCode> code = codes.iterator(); // in the order of the set
        for (Subscription one : asked) {
            ReasonCode its = code.next();
            if (its.isError()) {
                refused.put(one.filter(), its);
            }
        }
        return refused;
    }

    /** Called on the session's loop. */
    private void onDelivery(Delivery delivery) {
        received.increment();
        var outputs = table.outputs(delivery.message());
        delivery.acknowledge(outputs).whenComplete((outcome, failure) -> {
            Outcome known = failure == null ? outcome : Outcome.failed(String.valueOf(failure));
            switch (known.kind()) {
                case DONE -> published.add(outputs.size());
                case REFUSED -> refused(delivery, known);
                case FAILED -> again(delivery);
                case STALE -> { } // another session has it
            }
        });
    }

    /** What is refused is kept as a dead letter; a loop of QoS 0 is only counted. */
    private void refused(Delivery delivery, Outcome refusal) {
        boolean kept = !refusal.isLoop() || delivery.message().qos() != QoS.AT_MOST_ONCE;
        if (refusal.isLoop()) {
            looped.increment();
        }
        if (kept || looped.sum() == 1) {
            LOG.warn("event=route-output-refused delivery={} code={} reason=\"{}\"", delivery.id(), refusal.code(), refusal.reason());
        }
        CompletionStage<Outcome> end = !kept ? delivery.acknowledge(List.of())
                : delivery.setAside(new Reason(refusal.isLoop() ? "LOOP" : refusal.code().name(), refusal.reason()));
        end.whenComplete((outcome, failure) -> {
            if (failure == null && outcome.kind() == Outcome.Kind.DONE) {
                deadLetters.add(kept ? 1 : 0);
            } else if (failure != null || outcome.kind() != Outcome.Kind.STALE) {
                again(delivery);
            }
        });
    }

    private void again(Delivery delivery) {
        retried.increment();
        delivery.retry(RETRY.after(delivery.attempt()));
    }
}
