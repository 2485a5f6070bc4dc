package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tidegate.hub.internal.session.Session;
import io.tidegate.hub.internal.shard.Shard;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A session that was to be looked at at the end of a turn, and leaves its loop in that turn: whose is it then? */
class PumpedByItsOwnLoopTest {
    /** Else two loops would write to the connection that its client has by then. */
    @Test
    void sessionThatIsGivenUpToAnotherLoop_isNotPumpedHereAnyMore() throws Exception {
        try (HubServer hub = new HubServer(2); Wire kept = Wire.kept(hub, "k", false)) {
            assertFalse(onItsLoop(hub, s -> shard -> {
                shard.pumpLater(s);
                shard.clients.release("k", "test");
                return s.pumping;
            }), "it is in two loops' hands");
            kept.expectClosed();
        }
    }

    /** As a look at who is connected does that comes when the last turn of the loop has ended. */
    @Test
    void sessionOfALoopThatLetsGo_isPumpedByTheNextOne() throws Exception {
        try (HubServer hub = new HubServer(1); Wire kept = Wire.kept(hub, "k", false)) {
            kept.subscribe("t", 1);
            onItsLoop(hub, s -> shard -> {
                inEachTurnAndBehindTheLast(shard, () -> shard.pumpLater(s));
                return true;
            });
            hub.detachHub();
            hub.attachHub();
            kept.leave();
            try (Wire sender = Wire.clean(hub, "s")) {
                sender.publish1("t", "while it was away", 1);
            }
            try (Wire again = Wire.kept(hub, "k", true)) {
                again.expectPublish("t", "while it was away", 1);
            }
        }
    }

    private static void inEachTurnAndBehindTheLast(Shard shard, Runnable task) {
        task.run();
        shard.whenSubmitted(() -> shard.post(() -> inEachTurnAndBehindTheLast(shard, task)));
    }

    private static boolean onItsLoop(HubServer hub, Function<Session, Function<Shard, Boolean>> task) throws Exception {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        for (Shard shard : hub.core.shared().shards()) {
            shard.post(() -> {
                Session s = shard.clients.all().get("k");
                if (s != null) {
                    result.complete(task.apply(s).apply(shard));
                }
            });
        }
        return result.get(30, TimeUnit.SECONDS);
    }
}
