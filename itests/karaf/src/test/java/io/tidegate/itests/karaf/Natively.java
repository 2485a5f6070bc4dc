package io.tidegate.itests.karaf;

import io.tidegate.config.PasswordHash;

/** Gateways that are configured by files in {@code etc/} alone. */
final class Natively {
    private Natively() {}

    /** Not started yet: a listener {@code default} on a free port, and the principal {@code test} with password {@code hahaha}. */
    static Gateway gateway() throws Exception {
        return Gateway.on(null).etc("io.tidegate.listener-default.cfg", "address = tcp://127.0.0.1:0\n")
            .etc("io.tidegate.principal-test.cfg", principal("hahaha", "#", "#"));
    }

    static String principal(String password, String pub, String sub) {
        return "password = " + PasswordHash.make(password.toCharArray()) + "\npub = " + pub + "\nsub = " + sub + "\n";
    }
}
