package io.tidegate.itests.durability;

import static org.junit.jupiter.api.Assertions.fail;

import io.tidegate.itests.durability.check.Violation;
import io.tidegate.itests.durability.fake.Calls;
import io.tidegate.itests.durability.fake.FakeBroker;
import io.tidegate.itests.durability.fake.Sin;
import io.tidegate.itests.durability.load.Load;
import io.tidegate.itests.durability.load.Ordeal;
import io.tidegate.itests.durability.load.Pipeline;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Does the ordeal find out a broker that loses, repeats and swaps on purpose? */
@Timeout(120)
class CheckerFindsSinsTest {
    private static final int KILLS = 2;
    /** A sin that happens at random may not happen, or where it cannot be seen. */
    private static final int ROUNDS = 6;
    /** What a sinner does not deliver is not waited for long. */
    private static final Duration OWED = Duration.ofSeconds(1);

    private static Ordeal.Make load(Sin sin) {
        return sin == Sin.YIELDS_TWO_OUTPUTS
            ? (address, history, random) -> new Pipeline(address, history, FakeBroker.INPUTS, FakeBroker.OUTPUTS, 1, 1_000, new Calls())
            : (address, history, random) -> new Load(address, history, random, 1_000);
    }

    @ParameterizedTest
    @EnumSource(value = Sin.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void theSinIsFound(Sin sin) throws Exception {
        long seed = Long.getLong("tidegate.seed", ThreadLocalRandom.current().nextLong());
        StringBuilder seen = new StringBuilder();
        for (int round = 1; round <= ROUNDS; round++, seed++) {
            try (FakeBroker broker = new FakeBroker(sin, seed)) {
                Ordeal.Outcome outcome = new Ordeal(seed, KILLS, 250, 10, OWED)
                    .run(broker, load(sin));
                if (outcome.violations().stream().map(Violation::kind).anyMatch(sin.found::equals)) {
                    System.out.println(sin + " found in round " + round + ": " + outcome.text().lines().skip(1).limit(4).collect(Collectors.joining()));
                    return;
                }
                seen.append("\nsinned ").append(broker.sinned()).append(" times: ").append(outcome.text());
            }
        }
        fail(sin + " was not found as " + sin.found + ": " + seen);
    }
}
