package io.tidegate.itests.durability.fake;

import io.tidegate.itests.durability.history.Message;
import io.tidegate.itests.durability.history.Payloads;
import java.nio.charset.StandardCharsets;

/** Inputs are numbers; outputs are what a {@link FakeBroker} makes of them. */
public final class Calls implements Payloads {
    private static final String PUBLISHER = "writer";

    @Override
    public byte[] write(Message message) {
        return Integer.toString(message.number()).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public Message read(String topic, byte[] payload) {
        String text = text(payload);
        return text.matches("\\d+@\\d+") ? new Message(PUBLISHER, topic, Integer.parseInt(text.substring(0, text.indexOf('@')))) : null;
    }

    @Override
    public String call(byte[] payload) {
        String text = text(payload);
        return text.substring(text.indexOf('@') + 1);
    }

    private static String text(byte[] payload) {
        return new String(payload, StandardCharsets.US_ASCII);
    }
}
