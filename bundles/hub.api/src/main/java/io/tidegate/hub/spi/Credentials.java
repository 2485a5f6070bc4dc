package io.tidegate.hub.spi;

import org.osgi.annotation.versioning.ProviderType;

/**
 * What a CONNECT offers. Its text form shows no password.
 *
 * @param clientId client identifier as sent
 * @param username null when none was sent
 * @param password null when none was sent; the callee's to clear
 * @param listener name of the listener it came through
 * @param address  the peer's address
 */
@ProviderType
public record Credentials(String clientId, String username, char[] password, String listener, String address) {
    @Override
    public String toString() {
        return "clientId=" + clientId + " username=" + username + " listener=" + listener + " address=" + address;
    }
}
