package io.tidegate.itests.durability.load;

import io.tidegate.itests.durability.check.Report;
import io.tidegate.itests.durability.check.Violation;
import io.tidegate.itests.durability.history.Event;
import io.tidegate.itests.durability.history.History;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A broker killed at random instants under a load: while messages flow, and now and then while it is starting.
 *
 * @param underLoadMillis longest time under load before a kill
 * @param startMillis     one start in five is killed within this time
 * @param owed            how long what is owed may take at the end
 */
public record Ordeal(long seed, int kills, int underLoadMillis, int startMillis,
        Duration owed) {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** What came of it. @param text for a person */
    public record Outcome(List<Violation> violations, String text) { }

    /** Makes the clients of a run. */
    public interface Make {
        Clients clients(InetSocketAddress broker, History history, long seed);
    }

    public Outcome run(Killable broker, Make make) throws Exception {
        History history = new History();
        Random random = new Random(seed);
        broker.start();
        try (Clients load = make.clients(broker.address(), history, random.nextLong())) {
            load.start(LIMIT);
            for (int kill = 1; kill <= kills; kill++) {
                moment(random.nextInt(underLoadMillis));
                if (random.nextInt(5) == 0) {
                    kill(broker, history, "kill " + kill++);
                    broker.start();
                    moment(random.nextInt(startMillis));
                }
                kill(broker, history, "kill " + kill);
                broker.start();
                load.awaitPublishers(LIMIT);
                load.probe();
                history.add(new Event.Deed("everybody is back", false));
            }
            moment(random.nextInt(underLoadMillis));
            List<Violation> violations = load.finish(owed);
            var entries = history.entries();
            return new Outcome(violations, "seed=" + seed + " kills=" + kills + " " + Report.summary(entries) + "\n" + Report.of(violations, entries));
        }
    }

    private static void kill(Killable broker, History history, String what) throws Exception {
        history.add(new Event.Deed(what, true));
        broker.kill();
    }

    /** The random instant. */
    private static void moment(int millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
