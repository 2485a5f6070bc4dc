package io.tidegate.itests.durability.client;

/**
 * Who a client is.
 *
 * @param kept      clean session 0: it and the broker go on where they were
 * @param holdBack  how many answers to the broker wait for later ones
 * @param willTopic null: no will; else one of {@code willQos}, numbered by connections
 */
public record ClientSpec(String clientId, boolean kept, int holdBack, String willTopic, int willQos) {
    public static ClientSpec kept(String clientId) {
        return new ClientSpec(clientId, true, 0, null, 0);
    }

    public static ClientSpec clean(String clientId) {
        return new ClientSpec(clientId, false, 0, null, 0);
    }

    public ClientSpec holdingBack(int answers) {
        return new ClientSpec(clientId, kept, answers, willTopic, willQos);
    }

    public ClientSpec will(String topic, int qos) {
        return new ClientSpec(clientId, kept, holdBack, topic, qos);
    }
}
