package io.tidegate.hub.internal;

import io.tidegate.hub.internal.shard.Shard;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** What is remembered of the client identifiers of those who never were let in? Nothing. And who waits for one? Nobody for ever. */
class ClaimsTest {
    @OnLoops
    void identifierOfWhoWasGoneOrRefusedIsForgotten(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            hub.core.shared().authorizer(new AskedAboutWills(id -> hub.core.locals().reserve(id, "rule/late")));
            for (int i = 0; i < 20; i++) {
                try (Wire wire = Wire.to(hub)) {
                    wire.send(Packets.connect("c" + i, true, 0, new Packets.Will("c" + i, "", 0, false), "test", "test"));
                    wire.expectConnack(false, 2);
                    wire.expectClosed();
                }
            }
            try (Wire stays = Wire.clean(hub, "stays")) {
                HubServer.await("all are forgotten", () -> owners(hub) == 1);
                stays.leave();
            }
            HubServer.await("all are forgotten", () -> owners(hub) == 0);
        }
    }

    /** Whoever decides fails once, when it is asked about the will of the connection that has to go: nobody waits for ever. */
    @OnLoops
    void sessionThatCannotBeGivenUp_isAskedForAgain(int loops) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (HubServer hub = new HubServer(loops);
                Wire old = Wire.willing(hub, "w", new Packets.Will("w", "gone", 0, false)); Wire next = Wire.to(hub)) {
            hub.core.shared().authorizer(new AskedAboutWills(topic -> {
                if (asked.incrementAndGet() == 1) {
                    throw new IllegalStateException("as code of others does");
                }
            }));
            next.send(Packets.connect("w", true, 0, null, "test", "test"));
            next.expectConnack(false, 3);
            next.expectClosed();
            old.expectClosed();
            Wire.clean(hub, "w").leave();
            HubServer.await("all are forgotten", () -> owners(hub) == 0);
        }
    }

    /** The same when it is asked about the one who comes. */
    @OnLoops
    void whoCannotBeJudged_isToldSo(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire wire = Wire.to(hub)) {
            hub.core.shared().authorizer(new AskedAboutWills(topic -> {
                throw new IllegalStateException("as code of others does");
            }));
            wire.send(Packets.connect("w", true, 0, new Packets.Will("w", "gone", 0, false), "test", "test"));
            wire.expectConnack(false, 3);
            wire.expectClosed();
        }
    }

    private static int owners(HubServer hub) throws Exception {
        int all = 0;
        for (Shard shard : hub.core.shared().shards()) {
            CompletableFuture<Integer> some = new CompletableFuture<>();
            shard.post(() -> some.complete(shard.clients.claims().size()));
            all += Taker.of(some);
        }
        return all;
    }
}
