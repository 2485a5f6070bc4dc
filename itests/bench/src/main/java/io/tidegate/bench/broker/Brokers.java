package io.tidegate.bench.broker;

import io.tidegate.bench.load.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** The brokers that can be compared, each with the configuration it runs with here. Stateless. */
public final class Brokers {

    /** Enough for a form of the hash that is taken; how fast a password is checked is not measured here. */
    private static final int HASH_ITERATIONS = 1000;

    private static final byte[] SALT = "tidegate-bench-1".getBytes(StandardCharsets.US_ASCII);

    private Brokers() { }

    /**
     * Mosquitto, with windows and queues wide enough never to drop. What it keeps it writes at its end and every half hour, and
     * never waits for the disk.
     *
     * @param base where its directories are made
     */
    public static Broker mosquitto(Path binary, Path base) {
        return new ProcessBroker("mosquitto", base, (directory, target) -> {
            Path config = directory.resolve("mosquitto.conf");
            Files.write(config, List.of(
                    "listener " + target.port() + " 127.0.0.1",
                    "allow_anonymous true",
                    "persistence true",
                    "persistence_location " + directory + "/",
                    "user " + System.getProperty("user.name"),
                    "log_type none",
                    "set_tcp_nodelay true",
                    "max_inflight_messages 1000",
                    "max_queued_messages 0",
                    "max_queued_bytes 0"));
            return List.of(binary.toString(), "-c", config.toString());
        });
    }

    /** The generator's own ceiling: a relay in this process that does next to nothing. */
    public static Broker ceiling() {
        return Relay.broker("ceiling");
    }

    /**
     * Tidegate from an unpacked archive, with its defaults, one listener and one principal.
     *
     * @param base where its directories are made
     */
    public static Broker tidegate(String name, Path home, Path base) {
        Path launcher = home.resolve("bin/tidegate").toAbsolutePath();
        return new ProcessBroker(name, base, (directory, target) -> {
            Path etc = Files.createDirectories(directory.resolve("var/lib/tidegate/etc"));
            Files.write(etc.resolve("io.tidegate.listener-default.cfg"), List.of("name = default", "address = tcp://127.0.0.1:" + target.port()));
            Files.write(etc.resolve("io.tidegate.principal-bench.cfg"), List.of(
                    "username = " + target.user(), "password = " + hash(target.password()), "pub = #", "sub = #"));
            return List.of(launcher.toString(), "run", "-w", directory.toString());
        });
    }

    /**
     * Any broker by its start command, run by {@code sh}.
     *
     * @param command with {@code {port}}, {@code {dir}}, {@code {user}} and {@code {password}} in place of the values
     * @param base    where its directories are made
     */
    public static Broker command(String name, String command, Path base) {
        return new ProcessBroker(name, base, (directory, target) -> List.of("/bin/sh", "-c", fill(command, directory, target)));
    }

    static String fill(String command, Path directory, Target target) {
        return command.replace("{port}", Integer.toString(target.port())).replace("{dir}", directory.toString())
                .replace("{user}", target.user()).replace("{password}", target.password());
    }

    /** A password as a principal in {@code etc/} has it. */
    public static String hash(String password) throws IOException {
        try {
            PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), SALT, HASH_ITERATIONS, 256);
            byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
            Base64.Encoder base64 = Base64.getEncoder();
            return "pbkdf2-sha256:" + HASH_ITERATIONS + ":" + base64.encodeToString(SALT) + ":" + base64.encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java has no PBKDF2WithHmacSHA256", e);
        }
    }
}
