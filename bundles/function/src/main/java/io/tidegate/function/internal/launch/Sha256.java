package io.tidegate.function.internal.launch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A running SHA-256 in which parts cannot run into each other. One thread. */
final class Sha256 {
    private final MessageDigest digest;

    Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    Sha256 add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    Sha256 add(byte[] part) {
        digest.update(new byte[] {(byte) (part.length >>> 24), (byte) (part.length >>> 16), (byte) (part.length >>> 8),
            (byte) part.length});
        digest.update(part);
        return this;
    }

    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
