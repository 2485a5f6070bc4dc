package io.tidegate.hub.internal.session;

/**
 * A retained message that a kept session has yet to get, because the store had no room for it.
 *
 * @param entry as it is retained
 * @param qos   at which it was asked for, 1 or 2
 */
public record OwedRetained(byte[] entry, int qos) {
}
