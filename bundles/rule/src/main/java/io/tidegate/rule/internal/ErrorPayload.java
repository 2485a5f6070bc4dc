package io.tidegate.rule.internal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.tidegate.function.FunctionException;
import io.tidegate.function.Invocation;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

/**
 * The JSON that is published instead of a result, as the model writes it: these keys in this order, no blanks, zero
 * fields left out, the input as {@code functionMessage}.
 */
final class ErrorPayload {
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();
    private static final String ERROR_TYPE = "*status.statusError";

    private ErrorPayload() {
    }

    static byte[] of(String errorMessage, String function, Invocation input) {
        JsonObject json = new JsonObject();
        json.addProperty("errorMessage", errorMessage);
        json.addProperty("errorType", ERROR_TYPE);
        json.add("functionMessage", functionMessage(function, input));
        return GSON.toJson(json).getBytes(StandardCharsets.UTF_8);
    }

    /** The model's words for a failed call, so that whoever reads its error messages goes on reading them. */
    static String errorMessage(FunctionException.Kind kind, String message) {
        if (message.startsWith("rpc error: ")) {
            return message;
        }
        return switch (kind) {
            case TIMEOUT -> "rpc error: code = DeadlineExceeded desc = context deadline exceeded";
            case CRASHED -> "rpc error: code = Unavailable desc = transport is closing";
            case UNAVAILABLE, SATURATED -> "rpc error: code = Unavailable desc = " + message;
            case FAILED -> "rpc error: code = Unknown desc = " + raised(message);
            case REJECTED -> "rpc error: code = Unknown desc = " + message;
        };
    }

    private static String raised(String message) {
        return message.startsWith("('[") ? "Exception calling application: " + message : message;
    }

    private static JsonObject functionMessage(String function, Invocation input) {
        JsonObject json = new JsonObject();
        addUnlessZero(json, "ID", input.messageId());
        addUnlessZero(json, "QOS", input.qos());
        addUnlessEmpty(json, "Topic", input.topic());
        addUnlessEmpty(json, "Payload", Base64.getEncoder().encodeToString(input.payload()));
        addUnlessZero(json, "Timestamp", input.timestampSeconds());
        addUnlessEmpty(json, "FunctionName", function);
        UUID invoke = UUID.nameUUIDFromBytes(input.id().getBytes(StandardCharsets.UTF_8)); // as the function manager names it
        addUnlessEmpty(json, "FunctionInvokeID", invoke.toString());
        return json;
    }

    private static void addUnlessZero(JsonObject json, String key, long value) {
        if (value != 0) {
            json.addProperty(key, value);
        }
    }

    private static void addUnlessEmpty(JsonObject json, String key, String value) {
        if (!value.isEmpty()) {
            json.addProperty(key, value);
        }
    }
}
