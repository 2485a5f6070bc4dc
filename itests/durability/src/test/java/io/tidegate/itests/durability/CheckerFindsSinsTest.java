package io.tidegate.itests.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.itests.durability.check.Violation;
import io.tidegate.itests.durability.fake.FakeBroker;
import io.tidegate.itests.durability.fake.Sin;
import io.tidegate.itests.durability.load.Load;
import io.tidegate.itests.durability.load.Ordeal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Does the ordeal find out a broker that loses, repeats and swaps on purpose, and find nothing at one that does not? */
@Timeout(120)
class CheckerFindsSinsTest {
    private static final int KILLS = 2;
    private static final Duration HONEST = Duration.ofSeconds(30);
    /** What a sinner does not deliver is not waited for long. */
    private static final Duration SINFUL = Duration.ofSeconds(1);

    @ParameterizedTest
    @EnumSource(Sin.class)
    void theSinIsFoundAndNothingElseIsInvented(Sin sin) throws Exception {
        long seed = Long.getLong("tidegate.seed", ThreadLocalRandom.current().nextLong());
        try (FakeBroker broker = new FakeBroker(sin, seed)) {
            Ordeal.Outcome outcome = new Ordeal(seed, KILLS, 250, 10, sin == Sin.NONE ? HONEST : SINFUL)
                .run(broker, (address, history, random) -> new Load(address, history, random, 1_000));
            System.out.println(sin + " " + outcome.text().lines().limit(sin == Sin.NONE ? 40 : 3).collect(Collectors.joining("\n")));
            if (sin == Sin.NONE) {
                assertEquals(List.of(), outcome.violations(), outcome.text());
                return;
            }
            assertTrue(broker.sinned() > 0, () -> "never came to sin: " + outcome.text());
            assertTrue(outcome.violations().stream().map(Violation::kind).anyMatch(sin.found::equals),
                () -> sin + " was not found as " + sin.found + ": " + outcome.text());
        }
    }
}
