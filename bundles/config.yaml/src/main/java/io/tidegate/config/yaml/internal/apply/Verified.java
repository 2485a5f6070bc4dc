package io.tidegate.config.yaml.internal.apply;

import io.tidegate.config.PasswordHash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Remembers which plain password was found right for which hash, so that an unchanged tree is not hashed anew at every
 * look. Keeps a digest salted by the hash's own salt, not the password. Owned by the look's thread.
 */
final class Verified {
    private static final int MAX_REMEMBERED = 10_000;

    private final Map<String, String> digests = bounded();
    private final Map<String, String> hashes = bounded(); // by username

    private static Map<String, String> bounded() {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                return size() > MAX_REMEMBERED;
            }
        };
    }

    /** Slow the first time: tens of milliseconds. */
    boolean accepts(String hash, String plain) {
        String digest = digest(hash, plain);
        if (digest.equals(digests.get(hash))) {
            return true;
        }
        boolean right = PasswordHash.parse(hash).map(h -> h.verify(plain.toCharArray())).orElse(false);
        if (right) {
            digests.put(hash, digest);
        }
        return right;
    }

    /**
     * The hash that this user's word had last: the same word gets the same text, also when the operator's own word counted in between,
     * for whoever is connected by another text has to connect again.
     */
    String hash(String username, String plain, Supplier<String> otherwise) {
        String last = hashes.get(username);
        if (last == null || !accepts(last, plain)) {
            last = otherwise.get();
            digests.put(last, digest(last, plain));
            hashes.put(username, last);
        }
        return last;
    }

    private static String digest(String hash, String plain) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(hash.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(sha.digest(plain.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
