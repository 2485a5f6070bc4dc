package io.tidegate.rule.internal.route;

import io.tidegate.hub.Delivery;
import io.tidegate.hub.Hub;
import io.tidegate.hub.HubSession;
import io.tidegate.hub.Outcome;
import io.tidegate.hub.Reason;
import io.tidegate.hub.SessionSpec;
import io.tidegate.mqtt.QoS;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.rule.internal.config.RouteGraph;
import io.tidegate.rule.internal.config.RouteSettings;
import io.tidegate.rule.internal.config.Unacceptable;
import io.tidegate.rule.internal.time.Backoff;
import io.tidegate.rule.internal.time.Control;
import io.tidegate.status.StatusRow;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    static final String SESSION = "route/engine";
    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
    private static final int CREDIT = 256;
    private static final Backoff RETRY = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30));

    private final Hub hub;
    private final Control control;
    private final Clock clock;
    private final LongAdder received = new LongAdder();
    private final LongAdder published = new LongAdder();
    private final LongAdder deadLetters = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder looped = new LongAdder();

    private final Map<String, Route> configured = new LinkedHashMap<>(); // by PID, in order of arrival
    private HubSession session;
    private long generation;
    private int failures;

    private volatile RouteTable table = new RouteTable(List.of());
    private volatile List<StatusRow> rows = List.of();
    private volatile HubSession open; // closed on any thread
    private volatile boolean closed;
    private volatile String notSubscribed = "";

    Routes(Hub hub, Control control, Clock clock) {
        this.hub = hub;
        this.control = control;
        this.clock = clock;
    }

    /** Takes several configurations as one change, so that nothing is unsubscribed for an instant. */
    void putAll(Map<String, ? extends Map<String, ?>> all) {
        control.execute(() -> {
            all.forEach(this::propose);
            apply();
        });
    }

    void put(String pid, Map<String, ?> properties) {
        putAll(Map.of(pid, Map.copyOf(properties)));
    }

    void remove(String pid) {
        control.execute(() -> {
            if (configured.remove(pid) != null) {
                apply();
            }
        });
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
        String problem = notSubscribed;
        Map<String, String> details = new LinkedHashMap<>();
        details.put("received", received.toString());
        details.put("published", published.toString());
        details.put("retried", retried.toString());
        details.put("deadletters", deadLetters.toString());
        details.put("looped", looped.toString());
        return rows.stream().map(row -> {
            Map<String, String> both = new LinkedHashMap<>(row.details());
            both.putAll(details);
            StatusRow shown = row.state().equals("RUNNING") && !problem.isEmpty()
                    ? StatusRow.of("route", row.name(), "WAITING", row.since()).withReason(problem).withPids(row.pids()) : row;
            return shown.withDetails(both);
        }).toList();
    }

    private void propose(String pid, Map<String, ?> properties) {
        Route before = configured.get(pid);
        Route next = Route.of(pid, properties, before, clock.instant());
        if (!next.reason().isEmpty() && (before == null || !before.reason().equals(next.reason()))) {
            LOG.error("event=route-refused pid={} reason=\"{}\"", pid, next.reason());
        }
        configured.put(pid, next);
    }

    private void apply() {
        if (closed) {
            return;
        }
        Map<String, RouteSettings> acceptable = new LinkedHashMap<>();
        configured.forEach((pid, route) -> {
            if (route.settings() != null) {
                acceptable.put(pid, route.settings());
            }
        });
        Map<String, Unacceptable> problems = RouteGraph.problems(acceptable);
        configured.replaceAll((pid, route) -> route.judged(problems.get(pid), clock.instant()));
        problems.forEach((pid, e) -> LOG.error("event=route-failed pid={} reason=\"{}\"", pid, e.getMessage()));
        acceptable.keySet().removeAll(problems.keySet());
        rows = configured.values().stream().map(Route::row).toList();
        RouteTable before = table;
        table = new RouteTable(acceptable.values());
        if (session == null && !table.isEmpty()) {
            open();
        } else if (session != null && !before.subscriptions().equals(table.subscriptions())) {
            subscribe();
        }
    }

    private void open() {
        try {
            session = hub.open(SessionSpec.of(SESSION).unrestricted().build(), this::onDelivery);
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
        LOG.info("event=routes-started session={} routes={}", SESSION, configured.size());
    }

    private void subscribe() {
        long mine = ++generation;
        if (failures == 0) {
            notSubscribed = "no transport: the hub has not taken the subscriptions yet";
        }
        session.subscribe(table.subscriptions()).whenComplete((codes, failure) ->
                control.execute(() -> subscribed(mine, codes, failure)));
    }

    private void subscribed(long mine, List<ReasonCode> codes, Throwable failure) {
        if (closed || mine != generation) {
            return;
        }
        if (failure == null && codes.stream().noneMatch(ReasonCode::isError)) {
            failures = 0;
            notSubscribed = "";
            return;
        }
        notSubscribed = "the hub did not take the subscriptions: " + (failure == null ? codes : failure);
        LOG.warn("event=routes-not-subscribed reason=\"{}\"", notSubscribed);
        control.schedule(RETRY.after(++failures), () -> {
            if (!closed && mine == generation) {
                subscribe();
            }
        });
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
