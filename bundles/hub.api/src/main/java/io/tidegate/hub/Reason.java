package io.tidegate.hub;

import java.util.Objects;

/**
 * Why a message was set aside.
 *
 * @param kind a word in upper case: RAISED, CRASHED, TIMEOUT, TOO_LARGE, NOT_AUTHORIZED, QUOTA, LOOP …
 * @param text a sentence for people
 */
public record Reason(String kind, String text) {
    public Reason {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(text);
    }
}
