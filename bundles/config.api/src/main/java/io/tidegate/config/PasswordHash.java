package io.tidegate.config;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.spec.KeySpec;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The one text form of a password: {@code pbkdf2-sha256:ITERATIONS:SALT:HASH}, salt and hash in Base64. Immutable.
 * Making and verifying one is slow on purpose (tens of milliseconds): never on an event loop.
 */
@ProviderType
public final class PasswordHash {
    /** Iterations for new hashes. */
    public static final int DEFAULT_ITERATIONS = 60_000;
    private static final String SCHEME = "pbkdf2-sha256";
    private static final int MAX_ITERATIONS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private final int iterations;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int iterations, byte[] salt, byte[] hash) {
        this.iterations = iterations;
        this.salt = salt;
        this.hash = hash;
    }

    /** Hashes a password with a new random salt and {@link #DEFAULT_ITERATIONS}. */
    public static PasswordHash make(char[] password) {
        return make(password, DEFAULT_ITERATIONS);
    }

    /**
     * The same with another number of iterations: fewer where the plain word is to be read beside the hash anyway.
     *
     * @param iterations 1 to 10 million
     */
    public static PasswordHash make(char[] password, int iterations) {
        if (iterations < 1 || iterations > MAX_ITERATIONS) {
            throw new IllegalArgumentException(iterations + " iterations: allowed are 1 to " + MAX_ITERATIONS);
        }
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return new PasswordHash(iterations, salt, derive(password, salt, iterations, HASH_BYTES));
    }

    /** How slow a comparison is. */
    public int iterations() {
        return iterations;
    }

    /** @return empty when the text is not of this form, for instance a plain word */
    public static Optional<PasswordHash> parse(String text) {
        String[] parts = text.trim().split(":", -1);
        if (parts.length != 4 || !parts[0].equals(SCHEME)) {
            return Optional.empty();
        }
        try {
            int iterations = Integer.parseInt(parts[1]);
            byte[] salt = Base64.getDecoder().decode(parts[2]);
            byte[] hash = Base64.getDecoder().decode(parts[3]);
            boolean usable = iterations >= 1 && iterations <= MAX_ITERATIONS && salt.length > 0 && hash.length > 0;
            return usable ? Optional.of(new PasswordHash(iterations, salt, hash)) : Optional.empty();
        } catch (IllegalArgumentException notOfThisForm) {
            return Optional.empty();
        }
    }

    /** Whether this is the hash of that password; takes the same time whether it is or not. */
    public boolean verify(char[] password) {
        return MessageDigest.isEqual(hash, derive(password, salt, iterations, hash.length));
    }

    @Override
    public String toString() {
        Base64.Encoder base64 = Base64.getEncoder();
        return SCHEME + ":" + iterations + ":" + base64.encodeToString(salt) + ":" + base64.encodeToString(hash);
    }

    private static byte[] derive(char[] password, byte[] salt, int iterations, int bytes) {
        KeySpec key = new PBEKeySpec(password, salt, iterations, bytes * 8);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(key).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no PBKDF2WithHmacSHA256", e);
        }
    }
}
