package io.tidegate.transport;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A PUBLISH on its way to any number of receivers; encoded lazily, once per protocol version and per "with or without
 * packet identifier". One per loop, reused: valid until the next {@code of} on that loop.
 */
@ProviderType
public interface Outgoing {
    /**
     * Points it at a message. The array must stay unchanged until the last {@link Connection#publish} with it.
     *
     * @param expirySeconds −1: none
     * @return this
     */
    Outgoing of(byte[] array, int topic, int topicLength, int properties, int propertiesLength, int payload,
            int payloadLength, long expirySeconds);
}
