package io.tidegate.hub.spi;

import java.util.Objects;

/**
 * An {@link Authenticator}'s answer.
 *
 * @param accepted  whether they are who they say
 * @param principal the principal's name when accepted; empty otherwise
 * @param reason    why not, for the log, never for the peer; empty when accepted
 */
public record Authentication(boolean accepted, String principal, String reason) {
    public Authentication {
        Objects.requireNonNull(principal);
        Objects.requireNonNull(reason);
    }

    public static Authentication accepted(String principal) {
        return new Authentication(true, principal, "");
    }

    public static Authentication refused(String reason) {
        return new Authentication(false, "", reason);
    }
}
