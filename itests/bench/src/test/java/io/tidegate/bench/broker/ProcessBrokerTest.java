package io.tidegate.bench.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.bench.load.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProcessBrokerTest {

    @Test
    void start_commandEnds_saysSoWithItsOutputAndLeavesNoDirectory(@TempDir Path base) {
        List<Path> directories = new ArrayList<>();
        ProcessBroker broker = new ProcessBroker("broken", base, (directory, target) -> {
            directories.add(directory);
            return List.of("/bin/sh", "-c", "echo cannot bind; exit 3");
        });
        IOException failure = assertThrows(IOException.class, broker::start);
        assertTrue(failure.getMessage().contains("code 3") && failure.getMessage().contains("cannot bind"), failure.getMessage());
        assertEquals(2, directories.size(), "tried twice: the port may have been taken");
        directories.forEach(directory -> assertFalse(Files.exists(directory)));
    }

    @Test
    void close_endsTheProcessAndItsChildren(@TempDir Path directory) throws IOException {
        Process process = new ProcessBuilder("/bin/sh", "-c", "sleep 100 & sleep 100; true").start();
        List<ProcessHandle> all = new ArrayList<>(List.of(process.toHandle()));
        while (all.size() < 3 && process.isAlive()) {
            all = new ArrayList<>(process.descendants().toList());
            all.add(process.toHandle());
        }
        BrokerProcess broker = new BrokerProcess(process, Files.createDirectory(directory.resolve("own")), new Target(1, "u", "p"));
        assertTrue(broker.obituary().isEmpty());
        broker.close();
        all.forEach(handle -> assertFalse(handle.isAlive(), "pid " + handle.pid()));
        assertFalse(broker.obituary().isEmpty());
        assertFalse(Files.exists(directory.resolve("own")));
    }

    @Test
    void ticks_ofACommandWithParenthesesAndSpaces_areTheFourTimes() {
        String stat = "42 (a) b (c)) S 1 42 42 0 -1 4194560 1 2 3 4 100 20 3 4 20 0 1 0 99";
        assertEquals(127, ProcessCpu.ticks(stat));
    }

    @Test
    void nanos_ofThisProcess_grow() {
        long before = ProcessCpu.nanos(ProcessHandle.current());
        long used = 0;
        for (long i = 0; ProcessCpu.nanos(ProcessHandle.current()) - before < 20_000_000L; i++) {
            used += i;
        }
        assertTrue(used >= 0);
    }

    @Test
    void command_placesAreFilled() {
        assertEquals("b -p 7 -d /x -u me -P pw -p 7",
                Brokers.fill("b -p {port} -d {dir} -u {user} -P {password} -p {port}", Path.of("/x"), new Target(7, "me", "pw")));
    }
}
