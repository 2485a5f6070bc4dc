package io.tidegate.transport;

import org.osgi.annotation.versioning.ProviderType;

/**
 * What the CONNECT said and where it came from; kept with the connection over a change of hub. Never the password.
 *
 * @param clientId             as in force: the assigned one where the client sent none
 * @param protocolVersion      3, 4 or 5
 * @param cleanStart           Clean Session of 3.1.1, Clean Start of 5
 * @param sessionExpirySeconds 0: ends with the connection; 0xFFFFFFFF: never (3.1.1 with clean session 0)
 * @param keepAliveSeconds     0: none
 * @param receiveMaximum       window towards this client; 65535 where it named none
 * @param maximumPacketBytes   {@link Integer#MAX_VALUE} where it named none
 * @param listener             name of the listener
 * @param address              the peer's address, {@code host:port}
 * @param order                grows with every CONNECT of this transport
 */
@ProviderType
public record ConnectFacts(String clientId, int protocolVersion, boolean cleanStart, long sessionExpirySeconds,
        int keepAliveSeconds, int receiveMaximum, int maximumPacketBytes, String listener, String address, long order) {
}
