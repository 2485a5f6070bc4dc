package io.tidegate.auth.file.internal;

import io.tidegate.config.PasswordHash;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Which passwords were right for which hash, so that a storm of reconnecting clients does not pay the slow hash each
 * time. Kept as digests under a random key of this process; a changed password has another hash and so is not found.
 * The least recently used is forgotten. Any thread; takes microseconds.
 */
final class AcceptedPasswords {
    private static final String DIGEST = "HmacSHA256";
    private static final int MAX = 1024;

    private final SecretKeySpec key;
    private final Map<ByteBuffer, Boolean> digests = new LinkedHashMap<>(16, 0.75f, true) { // guarded by itself
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Boolean> eldest) {
            return size() > MAX;
        }
    };

    AcceptedPasswords() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, DIGEST);
    }

    boolean contains(PasswordHash hash, char[] password) {
        ByteBuffer digest = digest(hash, password);
        synchronized (digests) {
            return digests.get(digest) != null;
        }
    }

    void add(PasswordHash hash, char[] password) {
        ByteBuffer digest = digest(hash, password);
        synchronized (digests) {
            digests.put(digest, Boolean.TRUE);
        }
    }

    private ByteBuffer digest(PasswordHash hash, char[] password) {
        ByteBuffer secret = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
        try {
            Mac mac = Mac.getInstance(DIGEST);
            mac.init(key);
            mac.update(hash.toString().getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            mac.update(secret.duplicate());
            return ByteBuffer.wrap(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + DIGEST, e);
        } finally {
            Arrays.fill(secret.array(), (byte) 0);
        }
    }
}
