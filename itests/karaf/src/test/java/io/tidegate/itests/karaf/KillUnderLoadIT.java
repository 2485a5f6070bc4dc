package io.tidegate.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assume.assumeNotNull;

import io.tidegate.itests.durability.load.Load;
import io.tidegate.itests.durability.load.Ordeal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.Test;

/**
 * The gateway is killed with SIGKILL at random instants under mixed load, and everything acknowledged is there. The seed is
 * printed; {@code -Dtidegate.seed=N} repeats its instants, as far as the machine does, and {@code -Dtidegate.kills=N}
 * says how many.
 */
public class KillUnderLoadIT {
    private static final int KILLS_A_HISTORY = 10;
    private static final int KILLS = Integer.getInteger("tidegate.kills", Boolean.getBoolean("tidegate.long") ? 200 : 20);
    private static final int PER_SECOND = 1_000;

    @Test
    public void nothingAcknowledgedIsLost() throws Exception {
        long seed = Long.getLong("tidegate.seed", ThreadLocalRandom.current().nextLong());
        for (int history = 0; history < KILLS / KILLS_A_HISTORY; history++, seed++) {
            try (KillableGateway gateway = KillableGateway.natively()) {
                assumeNotNull(gateway);
                Ordeal.Outcome outcome = new Ordeal(seed, KILLS_A_HISTORY, 1_500, 3_000, Duration.ofSeconds(30))
                    .run(gateway, (address, clients, random) -> new Load(address, clients, random, PER_SECOND));
                System.out.println("KILL " + outcome.text().lines().findFirst().orElseThrow());
                if (!outcome.violations().isEmpty()) {
                    Path report = gateway.gateway().directory().resolve("violations.txt");
                    Files.writeString(report, outcome.text());
                    System.out.println("KILL seed=" + seed + " see " + report);
                }
                assertEquals(outcome.text(), List.of(), outcome.violations());
            }
        }
    }
}
