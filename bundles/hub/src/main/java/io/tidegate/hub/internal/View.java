package io.tidegate.hub.internal;

import io.tidegate.hub.HubView;
import io.tidegate.hub.internal.inprocess.LocalSession;
import io.tidegate.hub.internal.inprocess.Orphans;
import io.tidegate.hub.internal.session.Session;
import io.tidegate.hub.internal.shard.Shard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/** Snapshots for people: each loop is asked for its part. */
final class View implements HubView {
    private final HubCore core;

    View(HubCore core) {
        this.core = core;
    }

    @Override
    public CompletionStage<List<Client>> clients() {
        return this.<Client>gather((shard, to) -> shard.clients.all().values().forEach(s -> to.add(client(s))))
                .thenApply(all -> {
                    core.locals().all().forEach(s -> all.add(client(s)));
                    all.sort(Comparator.comparing(Client::clientId));
                    return all;
                });
    }

    @Override
    public CompletionStage<List<Subscribed>> subscriptions() {
        return this.<Subscribed>gather((shard, to) -> {
            shard.clients.all().values().forEach(s -> s.subscriptions
                    .forEach((f, q) -> to.add(new Subscribed(s.name(), f, q))));
            core.locals().all().stream().filter(s -> s.shard() == shard.index()).forEach(s -> s.subscriptions()
                    .forEach((f, q) -> to.add(new Subscribed(s.name(), f, q))));
        }).thenApply(all -> {
            all.sort(Comparator.comparing(Subscribed::filter).thenComparing(Subscribed::clientId));
            return all;
        });
    }

    private <T> CompletionStage<List<T>> gather(BiConsumer<Shard, List<T>> part) {
        CompletionStage<List<T>> all = CompletableFuture.completedFuture(new ArrayList<>());
        for (Shard shard : core.shared().shards()) {
            CompletableFuture<List<T>> one = new CompletableFuture<>();
            shard.post(() -> {
                List<T> found = new ArrayList<>();
                part.accept(shard, found);
                one.complete(found);
            });
            all = all.thenCombine(one, (a, b) -> {
                a.addAll(b);
                return a;
            });
        }
        return all;
    }

    private static Client client(Session s) {
        boolean connected = s.connection != null;
        return new Client(s.name(), s.principal, connected ? "CONNECTED" : "AWAY", s.since,
                connected ? s.connection.facts().address() : "",
                connected ? s.connection.version() == 3 ? "MQTT 3.1" : "MQTT 3.1.1" : "", s.isKept(),
                connected ? s.connection.facts().keepAliveSeconds() : 0, s.subscriptions.size(), s.window.open(),
                s.isKept() ? Math.max(0, s.queued - s.window.open()) : s.waitingCount(), s.dropped, s.reason);
    }

    private static Client client(LocalSession s) {
        boolean attached = s.shard() >= 0;
        boolean orphaned = s.orphanedSince() != null;
        String state = orphaned ? Orphans.STATE : !attached ? "RESTING" : s.isOpen() ? "OPEN" : "AWAY";
        String reason = orphaned ? "nobody configures it any more" : !attached ? "no transport"
                : s.isOpen() ? "" : "nobody has it open";
        return new Client(s.name(), "", state, orphaned ? s.orphanedSince() : s.since(), "in-process", "", true, 0, s.subscriptionCount(),
                s.lent(), s.waiting(), s.dropped(), reason);
    }
}
