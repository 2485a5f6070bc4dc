package io.tidegate.hub.internal;

import io.tidegate.hub.internal.shard.Shard;
import java.util.concurrent.CompletableFuture;

/** What is remembered of the client identifiers of those who never were let in? Nothing. */
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
