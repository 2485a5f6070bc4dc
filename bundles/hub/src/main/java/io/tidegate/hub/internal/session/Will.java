package io.tidegate.hub.internal.session;

/**
 * What a connection leaves when it ends without DISCONNECT, MQTT 3.1.1 §3.1.2.5.
 *
 * @param key under which the store has it; of no other connection, so that a later one's with the same client
 *            identifier is not taken for it
 */
public record Will(byte[] key, byte[] topic, byte[] payload, int qos, boolean retain) {
}
