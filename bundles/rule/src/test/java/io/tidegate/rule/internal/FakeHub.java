package io.tidegate.rule.internal;

import io.tidegate.hub.Delivery;
import io.tidegate.hub.Hub;
import io.tidegate.hub.HubSession;
import io.tidegate.hub.Outcome;
import io.tidegate.hub.PublishResult;
import io.tidegate.hub.Reason;
import io.tidegate.hub.SessionSpec;
import io.tidegate.hub.Subscription;
import io.tidegate.mqtt.Message;
import io.tidegate.mqtt.QoS;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.mqtt.TopicFilter;
import io.tidegate.mqtt.TopicName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A hub in memory that keeps the promises of the contract: credit, stale deliveries, attempts, one batch for the end of
 * an input and its outputs, QoS 1 and 2 kept while a session is away. Deliveries happen when {@link #pump} is called,
 * or on whichever thread adds work while {@code eager}.
 */
public final class FakeHub implements Hub {
    private final Map<String, Kept> sessions = new LinkedHashMap<>(); // guarded by this
    private final ConcurrentLinkedQueue<Runnable> loop = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean looping = new AtomicBoolean();
    public final List<Message> published = new ArrayList<>();
    public final List<String> deadLetters = new ArrayList<>();
    public final List<Duration> retries = new ArrayList<>();
    /** Client identifiers, to the session for which each is reserved. */
    public final Map<String, String> reserved = new LinkedHashMap<>();
    public final List<String> discarded = new ArrayList<>();
    /** What to answer instead of doing it; null: do it. */
    public volatile Function<Message, Outcome> refusal = m -> null;
    public volatile Outcome setAsideAnswer;
    public volatile boolean subscriptionsAllowed = true;
    /** Filters that are refused whatever is allowed. */
    public volatile Set<String> invalidFilters = Set.of();
    public volatile boolean transport = true;
    public volatile boolean stopping;
    /** Called with each message that a batch published, after it. */
    public volatile Consumer<Message> onPublished = m -> { };
    private long ids;

    /** What outlives an open session. */
    public static final class Kept {
        final String name;
        public SessionSpec spec;
        public Set<Subscription> subscriptions = Set.of();
        final Deque<Entry> queue = new ArrayDeque<>();
        public Open open;

        Kept(String name) {
            this.name = name;
        }

        public int waiting() {
            return queue.size();
        }
    }

    private static final class Entry {
        final String id;
        final Message message;
        int attempt = 1;
        boolean redelivered;

        Entry(String id, Message message) {
            this.id = id;
            this.message = message;
        }
    }

    @Override
    public synchronized HubSession open(SessionSpec spec, Consumer<Delivery> onDelivery) {
        if (stopping) {
            throw new IllegalStateException("stopping");
        }
        Kept kept = sessions.computeIfAbsent(spec.name(), Kept::new);
        if (kept.open != null) {
            kept.open.close();
        }
        kept.spec = spec;
        spec.clientId().ifPresent(id -> reserved.put(id, spec.name()));
        kept.open = new Open(kept, onDelivery);
        return kept.open;
    }

    @Override
    public synchronized CompletionStage<Long> discard(String name) {
        Kept kept = sessions.remove(name);
        discarded.add(name);
        return CompletableFuture.completedFuture(kept == null ? 0L : kept.queue.size());
    }

    @Override
    public synchronized CompletionStage<Long> discardUnlessOpen(String name) {
        Kept kept = sessions.get(name);
        return kept != null && kept.open != null ? CompletableFuture.completedFuture(-1L) : discard(name);
    }

    @Override
    public synchronized CompletionStage<Long> retire(String name) {
        Kept kept = sessions.get(name);
        if (kept != null && kept.open != null) {
            return CompletableFuture.completedFuture(-1L);
        }
        reserved.values().removeIf(name::equals);
        if (kept != null) {
            kept.subscriptions = Set.of();
        }
        if (kept == null || kept.queue.isEmpty()) {
            return discard(name);
        }
        return CompletableFuture.completedFuture((long) kept.queue.size());
    }

    @Override
    public synchronized void reserve(String clientId, String name) {
        reserved.put(clientId, name);
    }

    public synchronized Kept session(String name) {
        return sessions.get(name);
    }

    /** Somebody publishes. */
    public void publish(String topic, int qos, String text) {
        route(Message.to(topic).qos(QoS.of(qos)).payload(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)).build());
        pump();
    }

    private synchronized void route(Message message) {
        for (Kept kept : sessions.values()) {
            Optional<Integer> qos = kept.subscriptions.stream().filter(s -> s.filter().matches(message.topic()))
                    .map(s -> s.qos().value()).max(Integer::compare);
            if (qos.isPresent()) {
                int effective = Math.min(qos.get(), message.qos().value());
                kept.queue.add(new Entry(kept.name + "#" + ids++, Message.to(message.topic()).qos(QoS.of(effective))
                        .payload(message.payload()).build()));
            }
        }
    }

    /** Delivers what credit allows; one thread at a time, the others leave it their work. */
    public void pump() {
        loop.add(this::deliverAll);
        while (!loop.isEmpty() && looping.compareAndSet(false, true)) {
            try {
                for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
                    task.run();
                }
            } finally {
                looping.set(false);
            }
        }
    }

    private void deliverAll() {
        List<Runnable> calls = new ArrayList<>();
        synchronized (this) {
            for (Kept kept : sessions.values()) {
                Open open = kept.open;
                while (open != null && open.credit > 0 && !kept.queue.isEmpty()) {
                    open.credit--;
                    Lent lent = new Lent(open, kept.queue.poll());
                    open.lent.put(lent.entry.id, lent);
                    calls.add(() -> open.onDelivery.accept(lent));
                }
            }
        }
        calls.forEach(Runnable::run);
    }

    public final class Open implements HubSession {
        private final Kept kept;
        private final Consumer<Delivery> onDelivery;
        private final Map<String, Lent> lent = new LinkedHashMap<>();
        public int credit;
        public int requested;

        Open(Kept kept, Consumer<Delivery> onDelivery) {
            this.kept = kept;
            this.onDelivery = onDelivery;
        }

        @Override
        public CompletionStage<List<ReasonCode>> subscribe(Set<Subscription> all) {
            synchronized (FakeHub.this) {
                if (!transport) {
                    return new CompletableFuture<>();
                }
                if (subscriptionsAllowed) {
                    kept.subscriptions = all.stream().filter(s -> code(s) != ReasonCode.TOPIC_FILTER_INVALID).collect(Collectors.toSet());
                }
                return CompletableFuture.completedFuture(all.stream().map(this::code).toList());
            }
        }

        private ReasonCode code(Subscription s) {
            if (invalidFilters.contains(s.filter().toString())) {
                return ReasonCode.TOPIC_FILTER_INVALID;
            }
            return subscriptionsAllowed ? ReasonCode.granted(s.qos().value()) : ReasonCode.NOT_AUTHORIZED;
        }

        @Override
        public CompletionStage<PublishResult> publish(Message message) {
            throw new AssertionError("nothing may be published outside acknowledge");
        }

        @Override
        public void request(int n) {
            synchronized (FakeHub.this) {
                credit += n;
                requested += n;
            }
            pump();
        }

        @Override
        public long waiting() {
            synchronized (FakeHub.this) {
                return kept.open == this ? kept.queue.size() : 0;
            }
        }

        @Override
        public void close() {
            synchronized (FakeHub.this) {
                if (kept.open != this) {
                    return;
                }
                kept.open = null;
                takeBack();
            }
        }

        private void takeBack() {
            synchronized (FakeHub.this) {
                List<Lent> back = new ArrayList<>(lent.values());
                lent.clear();
                for (int i = back.size() - 1; i >= 0; i--) {
                    back.get(i).entry.redelivered = true;
                    kept.queue.addFirst(back.get(i).entry);
                }
            }
        }
    }

    /** A delivery whose first outcome counts. */
    final class Lent implements Delivery {
        private final Open open;
        private final Entry entry;

        Lent(Open open, Entry entry) {
            this.open = open;
            this.entry = entry;
        }

        @Override
        public String id() {
            return entry.id;
        }

        @Override
        public int attempt() {
            return entry.attempt;
        }

        @Override
        public boolean redelivered() {
            return entry.redelivered;
        }

        @Override
        public int packetId() {
            return entry.message.qos() == QoS.AT_MOST_ONCE ? 0 : 1 + entry.id.hashCode() & 0x7fff;
        }

        @Override
        public Message message() {
            return entry.message;
        }

        @Override
        public CompletionStage<Outcome> acknowledge(List<Message> outputs) {
            synchronized (FakeHub.this) {
                if (open.lent.get(entry.id) != this) {
                    return CompletableFuture.completedFuture(Outcome.stale());
                }
                for (Message output : outputs) {
                    Outcome answer = refusal.apply(output);
                    if (answer != null) {
                        return CompletableFuture.completedFuture(answer);
                    }
                    if (!allowed(output.topic())) {
                        return CompletableFuture.completedFuture(Outcome.refused(ReasonCode.NOT_AUTHORIZED, "may not publish"));
                    }
                }
                open.lent.remove(entry.id);
                open.credit++;
                outputs.forEach(FakeHub.this::route);
                published.addAll(outputs);
            }
            outputs.forEach(onPublished);
            pump();
            return CompletableFuture.completedFuture(Outcome.done());
        }

        private boolean allowed(TopicName topic) {
            SessionSpec spec = open.kept.spec;
            return spec.unrestricted() || spec.username().isPresent()
                    || spec.publish().stream().anyMatch((TopicFilter f) -> f.matches(topic));
        }

        @Override
        public CompletionStage<Outcome> setAside(Reason why) {
            synchronized (FakeHub.this) {
                if (open.lent.get(entry.id) != this) {
                    return CompletableFuture.completedFuture(Outcome.stale());
                }
                if (setAsideAnswer != null) {
                    return CompletableFuture.completedFuture(setAsideAnswer);
                }
                open.lent.remove(entry.id);
                open.credit++;
                deadLetters.add(why.kind() + ": " + why.text());
            }
            pump();
            return CompletableFuture.completedFuture(Outcome.done());
        }

        @Override
        public void retry(Duration after) {
            synchronized (FakeHub.this) {
                if (open.lent.get(entry.id) != this) {
                    return;
                }
                retries.add(after);
                entry.attempt += entry.message.qos() == QoS.AT_MOST_ONCE ? 0 : 1;
                entry.redelivered = true;
                Lent again = new Lent(open, entry);
                open.lent.put(entry.id, again);
                loop.add(() -> open.onDelivery.accept(again));
            }
            pump();
        }
    }

    /** The transport is replaced under an open session: what it lent is stale and delivered again, in order. */
    public void detach(String name) {
        synchronized (this) {
            Open open = sessions.get(name).open;
            open.takeBack();
            open.credit = open.requested;
        }
        pump();
    }

    /** Payloads that were published to a topic, in order. */
    public synchronized List<String> texts(String topic) {
        return published.stream().filter(m -> m.topic().toString().equals(topic))
                .map(m -> new String(m.payload(), java.nio.charset.StandardCharsets.UTF_8)).toList();
    }

    public synchronized int lent(String name) {
        Kept kept = sessions.get(name);
        return kept == null || kept.open == null ? 0 : kept.open.lent.size();
    }

    /** For tests that want attempts counted before the rule sees the message, as after an unclean end. */
    public synchronized void addAttempts(String name, int more) {
        sessions.get(name).queue.forEach(e -> e.attempt += more);
    }

    synchronized Map<String, Kept> sessions() {
        return new HashMap<>(sessions);
    }
}
