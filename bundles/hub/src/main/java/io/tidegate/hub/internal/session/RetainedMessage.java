package io.tidegate.hub.internal.session;

/**
 * The retained message of a topic. Nobody changes its bytes.
 *
 * @param entry with RETAIN set
 * @param since when it was taken from its publisher, by the count of such changes: who has subscribed before gets it like any message
 */
public record RetainedMessage(byte[] entry, long since) {
}
