package io.tidegate.hub.internal;

/** What becomes of a QoS 0 message between two connections? */
class FlowsQos0Test {
    @OnLoops
    @org.junit.jupiter.api.Tag("MQTT-4.3.1-1")
    void messageArrivesOnceWithQos0(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops);
                Wire receiver = Wire.clean(hub, "r"); Wire sender = Wire.clean(hub, "s")) {
            receiver.subscribe("a/b", 0);
            sender.publish("a/b", "1");
            sender.publish("a/b", "2");
            receiver.expectPublish("a/b", "1", 0);
            receiver.expectPublish("a/b", "2", 0);
            receiver.expectNothing();
        }
    }

    @OnLoops
    void senderGetsItsOwnMessage(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire both = Wire.clean(hub, "b")) {
            both.subscribe("#", 2);
            both.publish("x", "me");
            both.expectPublish("x", "me", 0);
        }
    }
}
