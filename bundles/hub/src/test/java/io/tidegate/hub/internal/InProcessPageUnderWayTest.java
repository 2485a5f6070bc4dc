package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.hub.Delivery;
import io.tidegate.hub.Outcome;
import io.tidegate.hub.internal.shard.Shard;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Is an input given out again that a page of the queue still shows, because it was read just before the input went? */
class InProcessPageUnderWayTest {
    @Test
    void whatWentWhileThePageWasUnderWay_isNotDeliveredAgain() throws Exception {
        try (HubServer hub = new HubServer(1); Wire device = Wire.clean(hub, "d")) {
            Taker first = Taker.open(hub, "rule/x").subscribe("in", 1).request(2);
            device.publish1("in", "a", 1);
            device.publish1("in", "b", 2);
            Delivery a = first.expect("a");
            Delivery b = first.expect("b");
            hub.between.hold();
            hub.between.holdReads();
            CompletionStage<Outcome> outcomeOfA = a.acknowledge(List.of());
            HubServer.await("the first outcome waits", () -> hub.between.holds() == 1);
            CompletionStage<Outcome> outcomeOfB = b.acknowledge(List.of());
            HubServer.await("the second one too", () -> hub.between.holds() == 2);
            Taker second = Taker.open(hub, "rule/x").request(2);
            HubServer.await("and the reading of the queue", () -> hub.between.holds() == 3);

            Shard loop = hub.core.shared().shards()[0];
            CountDownLatch standsStill = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            loop.post(() -> {
                standsStill.countDown();
                await(goOn);
            });
            standsStill.await();
            hub.between.letGoBatch();
            hub.between.letGoRead();
            hub.between.letGoBatch();
            HubServer.await("the store has said all", () -> hub.between.answered() == 2);
            goOn.countDown();

            assertEquals(Outcome.Kind.DONE, Taker.of(outcomeOfA).kind());
            assertEquals(Outcome.Kind.DONE, Taker.of(outcomeOfB).kind());
            hub.between.letGo();
            second.expectNothing();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
