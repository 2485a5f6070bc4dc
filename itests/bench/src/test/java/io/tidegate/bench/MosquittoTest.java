package io.tidegate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole of {@code bench hub} against a broker that is known to be right. */
@Timeout(300)
class MosquittoTest {

    private static final Path MOSQUITTO = Path.of("/usr/sbin/mosquitto");

    @Test
    void everyScenario_isValidAndInATable(@TempDir Path directory) throws UsageException {
        assumeTrue(Files.isExecutable(MOSQUITTO), "no mosquitto here");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream progress = new ByteArrayOutputStream();
        Options options = Options.parse(List.of("--brokers", "mosquitto", "--dir", directory.toString(), "--rounds", "1", "--seconds", "1",
                "--warmup", "0", "--stall", "60", "--backlog", "2000")).orElseThrow();
        boolean valid = new HubBench(options, print(out), print(progress)).run();
        assertTrue(valid, progress.toString(StandardCharsets.UTF_8));
        List<String> rows = out.toString(StandardCharsets.UTF_8).lines().filter(line -> line.contains("| mosquitto |")).toList();
        assertEquals(ScenarioMenu.NAMES.size(), rows.size(), rows.toString());
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }
}
