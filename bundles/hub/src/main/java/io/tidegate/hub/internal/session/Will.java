package io.tidegate.hub.internal.session;

/** What a connection leaves when it ends without DISCONNECT, MQTT 3.1.1 §3.1.2.5. */
public record Will(byte[] topic, byte[] payload, int qos, boolean retain) {
}
