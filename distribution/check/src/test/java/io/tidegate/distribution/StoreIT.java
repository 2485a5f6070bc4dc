package io.tidegate.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.distribution.Archive.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code bin/tidegate store}: what a gateway left on the disk, read without it. */
class StoreIT extends OnTheArchive {
    /** Behind the header's page and the head of the first record: the checkpoint. */
    private static final int IN_THE_FIRST_RECORD = 4096 + 40;

    @AfterEach
    void stopWhatAFailedTestLeft() throws Exception {
        archive.tidegate(Map.of(), "stop", "-w", dir.toString());
    }

    private Ended store(String action, String... more) throws Exception {
        return tidegate(Stream.concat(Stream.of("store", action, "-w", dir.toString()), Stream.of(more)).toArray(String[]::new));
    }

    private static Ended tidegate(String... words) throws Exception {
        return archive.tidegate(Map.of(), words);
    }

    private static void ends(int code, String with, Ended ended) {
        assertEquals(code, ended.code(), ended.output());
        assertTrue(ended.output().contains(with), ended.output());
    }

    @Test
    void refusesWhileTheGatewayRuns_thenVerifiesDumpsAndNamesDamage() throws Exception {
        Path etc = Files.createDirectories(dir.resolve("var/lib/tidegate/etc"));
        Files.writeString(etc.resolve("io.tidegate.listener-default.cfg"), "address = tcp://127.0.0.1:0\n");
        Files.writeString(etc.resolve("io.tidegate.store.cfg"), "kind = file\nquota = 64m\n");
        ends(0, "", tidegate("start", "-w", dir.toString()));
        String pid = Files.readString(dir.resolve("var/lib/tidegate/data/gateway.pid")).split(" ")[0];
        ends(1, "pid " + pid + ": stop it first", store("verify"));
        ends(0, "", tidegate("stop", "-w", dir.toString()));

        ends(0, "all of it can be read", store("verify"));
        ends(0, "segment ", store("dump", "--records"));
        ends(0, "", store("dump"));
        ends(0, "\"good\":true}", store("verify", "--json"));
        ends(0, "{\"queues\":[", store("dump", "--json"));
        ends(1, "there is no queue \"none of this name\"", store("dump", "--queue", "none of this name", "--hex"));

        for (Path file : segments()) {
            byte[] bytes = Files.readAllBytes(file);
            bytes[IN_THE_FIRST_RECORD] ^= 1;
            Files.write(file, bytes);
        }
        Ended damaged = store("verify");
        assertEquals(1, damaged.code(), damaged.output());
    }

    private java.util.List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(dir.resolve("var/lib/tidegate/data/store"))) {
            return files.filter(f -> f.toString().endsWith(".segment")).toList();
        }
    }

    @Test
    void wrongUsage_isCodeTwo() throws Exception {
        ends(2, "store verify or store dump", tidegate("store"));
        ends(2, "are for store dump", store("verify", "--hex"));
        ends(2, "--json is not for --queue", store("dump", "--records", "--json"));
        ends(2, "--hex is for store", tidegate("status", "--hex"));
        ends(1, "there is no such directory", store("verify", "--dir", "elsewhere"));
    }
}
