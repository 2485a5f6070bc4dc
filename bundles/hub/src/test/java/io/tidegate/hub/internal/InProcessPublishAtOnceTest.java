package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Can a session publish, retained too, as soon as it is opened? */
class InProcessPublishAtOnceTest {
    @OnLoops
    void inProcessOutputsCanBeRetained(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire receiver = Wire.clean(hub, "r")) {
            Taker taker = Taker.open(hub, "rule/x");
            assertEquals(io.tidegate.mqtt.ReasonCode.SUCCESS, Taker.of(taker.session.publish(
                    io.tidegate.mqtt.Message.to("t").retain(true).payload(new byte[] {(byte) 120}).build())).code());
            receiver.subscribe("t", 1);
            assertTrue(receiver.expectPublish("t", "x", 0).retain());
        }
    }
}
