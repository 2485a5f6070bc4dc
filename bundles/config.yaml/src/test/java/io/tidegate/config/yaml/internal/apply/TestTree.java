package io.tidegate.config.yaml.internal.apply;

import io.tidegate.config.ConfigurationCheck;
import io.tidegate.status.StatusRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

/** A tree in a directory, looked at step by step. Files are written as if long ago, unless a test says otherwise. */
public final class TestTree {
    public static final String APPLICATION = "var/db/baetyl/application.yml";
    public static final String HUB = "var/db/baetyl/localhub-conf/service.yml";
    public static final String MANAGER = "var/db/baetyl/function-manager-conf/service.yml";
    public static final String SAYHI = "var/db/baetyl/function-sayhi-conf/service.yml";

    public final Path dir;
    public final FakeConfigurationAdmin admin = new FakeConfigurationAdmin();
    public final Map<String, String> environment = new HashMap<>();
    public final List<ConfigurationCheck> checks = new ArrayList<>();
    private Runnable meanwhile = () -> { };
    private Look look;
    private long nanos;
    private long age = 100_000;

    public TestTree(Path dir) {
        this.dir = dir;
    }

    /** The tutorial's tree as the repository ships it. */
    public static TestTree tutorial(Path dir) throws IOException {
        TestTree tree = new TestTree(dir);
        Path shipped = Path.of("../../config/tutorial").toAbsolutePath().normalize();
        try (Stream<Path> files = Files.walk(shipped)) {
            files.filter(Files::isRegularFile).forEach(f -> tree.write(shipped.relativize(f).toString(), read(f)));
        }
        return tree;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public TestTree write(String name, String text) {
        return write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    public TestTree write(String name, byte[] bytes) {
        try {
            Files.createDirectories(dir.resolve(name).getParent());
            Files.write(dir.resolve(name), bytes);
            Files.setLastModifiedTime(dir.resolve(name), FileTime.from(Instant.now().minusMillis(age -= 10)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public TestTree replace(String name, String from, String to) {
        String text = read(dir.resolve(name));
        if (!text.contains(from)) {
            throw new IllegalArgumentException(name + " has no " + from);
        }
        return write(name, text.replace(from, to));
    }

    /** One look at a start: files of long ago count at once. */
    public TestTree start() {
        look = new Look(dir, admin, environment, this::checks, new Settled(() -> nanos, System::currentTimeMillis),
                new Vanished(() -> nanos), new EtcFiles(dir.resolve("etc"), environment, new Settled(() -> nanos, System::currentTimeMillis), () -> nanos));
        look.run();
        return this;
    }

    private List<ConfigurationCheck> checks() {
        meanwhile.run();
        return checks;
    }

    /** Something that happens in the middle of each look, on its thread. */
    public void whileLooking(Runnable something) {
        meanwhile = something;
    }

    /** Looks until changes count: two looks with the time between them that makes a file settled, and one that finds nothing more to do. */
    public TestTree again() {
        look.touch();
        look.run();
        nanos += Settled.STILL.toNanos();
        look.run();
        look.run();
        return this;
    }

    /** Time passes. */
    public void later(Duration by) {
        nanos += by.toNanos();
    }

    public Look look() {
        return look;
    }

    public StatusRow row(String kind, String name) {
        return look.rows().stream().filter(r -> r.kind().equals(kind) && r.name().equals(name)).findFirst()
                .orElseThrow(() -> new NoSuchElementException(kind + " " + name + " in " + look.rows()));
    }

    public Map<String, Object> properties(String pid) {
        return admin.properties(pid);
    }
}
