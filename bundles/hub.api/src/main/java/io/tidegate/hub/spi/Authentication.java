package io.tidegate.hub.spi;

import java.util.Objects;

/**
 * An {@link Authenticator}'s answer.
 *
 * @param accepted  whether they are who they say
 * @param principal the principal's name when accepted; empty otherwise
 * @param reason    why not, for the log, never for the peer; empty when accepted
 * @param proof     by what they were accepted, for {@link Authenticator#stillAccepts}: the same text for as long as that counts, also
 *                  of the next run of the authenticator; no secret, nor anything that one could be found from. Empty: not told
 */
public record Authentication(boolean accepted, String principal, String reason, String proof) {
    public Authentication {
        Objects.requireNonNull(principal);
        Objects.requireNonNull(reason);
        Objects.requireNonNull(proof);
    }

    public static Authentication accepted(String principal) {
        return accepted(principal, "");
    }

    public static Authentication accepted(String principal, String proof) {
        return new Authentication(true, principal, "", proof);
    }

    public static Authentication refused(String reason) {
        return new Authentication(false, "", reason, "");
    }
}
