package io.tidegate.itests.durability.client;

import io.tidegate.itests.durability.history.Payloads;

/**
 * Who a client is.
 *
 * @param kept      clean session 0: it and the broker go on where they were
 * @param holdBack  how many answers to the broker wait for later ones
 * @param willTopic null: no will; else one of {@code willQos}, numbered by connections
 * @param payloads  how it writes and reads messages
 * @param slowMillis how long it takes over a packet; 0: no time
 */
public record ClientSpec(String clientId, boolean kept, int holdBack, String willTopic, int willQos, Payloads payloads,
        int slowMillis) {
    public static ClientSpec kept(String clientId) {
        return new ClientSpec(clientId, true, 0, null, 0, Payloads.NUMBERED, 0);
    }

    public static ClientSpec clean(String clientId) {
        return new ClientSpec(clientId, false, 0, null, 0, Payloads.NUMBERED, 0);
    }

    public ClientSpec holdingBack(int answers) {
        return new ClientSpec(clientId, kept, answers, willTopic, willQos, payloads, slowMillis);
    }

    public ClientSpec will(String topic, int qos) {
        return new ClientSpec(clientId, kept, holdBack, topic, qos, payloads, slowMillis);
    }

    public ClientSpec payloads(Payloads other) {
        return new ClientSpec(clientId, kept, holdBack, willTopic, willQos, other, slowMillis);
    }

    /** One that reads a packet in so many milliseconds, until it is in a hurry, from a small buffer. */
    public ClientSpec slow(int millis) {
        return new ClientSpec(clientId, kept, holdBack, willTopic, willQos, payloads, millis);
    }
}
