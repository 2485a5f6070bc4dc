package io.tidegate.hub.internal.session;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Tells one record of a session from another without keeping it, so that what the store has already is not written again.
 *
 * @param bytes how long the record is
 * @param sum   the first bytes of its SHA-256
 */
public record Recorded(int bytes, long sum) {
    public static Recorded of(byte[] record) {
        try {
            return new Recorded(record.length, ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(record)).getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
