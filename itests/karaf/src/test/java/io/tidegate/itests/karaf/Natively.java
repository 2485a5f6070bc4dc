package io.tidegate.itests.karaf;

import io.tidegate.config.PasswordHash;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Gateways that are configured by files in {@code etc/} alone. */
final class Natively {
    private static final Map<String, String> HASHES = new ConcurrentHashMap<>();

    private Natively() {}

    /** Not started yet: a listener {@code default} on a free port, and the principal {@code test} with password {@code hahaha}. */
    static Gateway gateway() throws Exception {
        return Gateway.on(null).etc("io.tidegate.listener-default.cfg", "address = tcp://127.0.0.1:0\n")
            .etc("io.tidegate.principal-test.cfg", principal("hahaha", "#", "#"));
    }

    /** The same text for the same word: another text is another password. */
    static String principal(String password, String pub, String sub) {
        String hash = HASHES.computeIfAbsent(password, word -> PasswordHash.make(word.toCharArray()).toString());
        return "password = " + hash + "\npub = " + pub + "\nsub = " + sub + "\n";
    }

    /** As {@link #principal}, with a hash that costs nothing: for many clients that connect at once on a machine that has other work. */
    static String cheapPrincipal(String password, String pub, String sub) throws GeneralSecurityException {
        byte[] salt = new byte[16];
        byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
            .generateSecret(new PBEKeySpec(password.toCharArray(), salt, 1, 256)).getEncoded();
        Base64.Encoder base64 = Base64.getEncoder();
        return "password = pbkdf2-sha256:1:" + base64.encodeToString(salt) + ":" + base64.encodeToString(hash)
            + "\npub = " + pub + "\nsub = " + sub + "\n";
    }
}
