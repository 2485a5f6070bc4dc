package io.tidegate.itests.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.itests.durability.fake.Calls;
import io.tidegate.itests.durability.fake.FakeBroker;
import io.tidegate.itests.durability.fake.Sin;
import io.tidegate.itests.durability.load.Load;
import io.tidegate.itests.durability.load.Ordeal;
import io.tidegate.itests.durability.load.Pipeline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Is nothing found at a broker that keeps its promises, however often it is killed? */
@Timeout(180)
class HonestBrokersTest {
    @Test
    void nothingIsFoundAtABrokerWithoutSin() throws Exception {
        nothingIsFound(15, (address, history, random) -> new Load(address, history, random, 1_000));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void nothingIsFoundAtOneThatMakesOutputsOfInputs(int qos) throws Exception {
        nothingIsFound(5, (address, history, random) ->
            new Pipeline(address, history, FakeBroker.INPUTS, FakeBroker.OUTPUTS, qos, 1_000, new Calls()));
    }

    private static void nothingIsFound(int kills, Ordeal.Make load) throws Exception {
        long seed = Long.getLong("tidegate.seed", ThreadLocalRandom.current().nextLong());
        try (FakeBroker broker = new FakeBroker(Sin.NONE, seed)) {
            Ordeal.Outcome outcome = new Ordeal(seed, kills, 300, 20, Duration.ofSeconds(60)).run(broker, load);
            System.out.println(outcome.text());
            assertEquals(List.of(), outcome.violations(), outcome.text());
        }
    }
}
