package io.tidegate.itests.karaf;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import io.tidegate.itests.durability.history.Message;
import io.tidegate.itests.durability.history.Payloads;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Inputs {@code {"id":N}} and the outputs of sayhi. Remembers of which call each output is. For any thread. */
final class SayHi implements Payloads {
    static final String PUBLISHER = "writer";

    /** For each call, by its identifier, the number of the input. */
    final Map<String, Integer> calls = new ConcurrentHashMap<>();
    /** Calls of which two different inputs came out, with what was seen. */
    final Map<String, String> mixedUp = new ConcurrentHashMap<>();

    @Override
    public byte[] write(Message message) {
        return ("{\"id\":" + message.number() + "}").getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public Message read(String topic, byte[] payload) {
        try {
            JsonObject output = output(payload);
            int number = output.get("id").getAsInt();
            String call = output.get("functionInvokeID").getAsString();
            Integer other = calls.putIfAbsent(call, number);
            if (other != null && other != number) {
                mixedUp.put(call, other + " and " + number);
            }
            return new Message(PUBLISHER, topic, number);
        } catch (JsonSyntaxException | IllegalStateException | NullPointerException notAnOutput) {
            return null;
        }
    }

    @Override
    public String call(byte[] payload) {
        return output(payload).get("functionInvokeID").getAsString();
    }

    private static JsonObject output(byte[] payload) {
        return JsonParser.parseString(new String(payload, StandardCharsets.UTF_8)).getAsJsonObject();
    }
}
