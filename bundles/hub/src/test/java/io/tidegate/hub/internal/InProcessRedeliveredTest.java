package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Does a message that may have been delivered before say so? */
class InProcessRedeliveredTest {
    /** The first delivery counts too, though no attempt was marked. */
    @OnLoops
    void anotherHubSaysRedeliveredAlsoOfAFirstAttempt(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 1).request(1);
            try (Wire device = Wire.clean(hub, "d")) {
                device.publish1("in", "1", 1);
                taker.expect("1");
            }
            hub.replaceHub();
            assertTrue(Taker.open(hub, "rule/x").request(5).expect("1").redelivered());
        }
    }
}
