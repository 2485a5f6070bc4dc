package io.tidegate.itests.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.itests.durability.fake.FakeBroker;
import io.tidegate.itests.durability.fake.Sin;
import io.tidegate.itests.durability.load.Load;
import io.tidegate.itests.durability.load.Ordeal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Is nothing found at a broker that keeps its promises, however often it is killed? */
@Timeout(180)
class HonestBrokersTest {
    @Test
    void nothingIsFoundAtABrokerWithoutSin() throws Exception {
        long seed = Long.getLong("tidegate.seed", ThreadLocalRandom.current().nextLong());
        try (FakeBroker broker = new FakeBroker(Sin.NONE, seed)) {
            Ordeal.Outcome outcome = new Ordeal(seed, 15, 300, 20, Duration.ofSeconds(60))
                .run(broker, (address, history, random) -> new Load(address, history, random, 1_000));
            System.out.println(outcome.text());
            assertEquals(List.of(), outcome.violations(), outcome.text());
        }
    }
}
