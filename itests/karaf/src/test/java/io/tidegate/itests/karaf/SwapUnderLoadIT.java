package io.tidegate.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeNotNull;

import io.tidegate.itests.durability.check.Report;
import io.tidegate.itests.durability.check.Violation;
import io.tidegate.itests.durability.history.Event;
import io.tidegate.itests.durability.history.History;
import io.tidegate.itests.durability.load.Load;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.Test;

/**
 * What holds messages, sessions and sockets is replaced through deploy/ under 2,000 messages a second of everything at once. Who
 * connects, takes over, leaves or breaks off in the gap is as if there had been none.
 */
public class SwapUnderLoadIT {
    private static final int SWAPS = Boolean.getBoolean("tidegate.long") ? 50 : 3;
    private static final int PER_SECOND = 2_000;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Of one publisher; far beyond what a swap takes, also where others want the machine. The figure itself is printed. */
    private static final long LONGEST_PAUSE_MILLIS = 20_000;

    @Test
    public void theHubIsReplacedAndSocketsStay() throws Exception {
        swap("io.tidegate.hub", true);
    }

    @Test
    public void theStoreIsReplacedAndSocketsStay() throws Exception {
        swap("io.tidegate.store.file", true);
    }

    @Test
    public void theTransportIsReplacedAndKeptSessionsGoOn() throws Exception {
        swap("io.tidegate.transport.netty", false);
    }

    private static void swap(String bundle, boolean socketsStay) throws Exception {
        long seed = Long.getLong("tidegate.seed", ThreadLocalRandom.current().nextLong());
        try (KillableGateway killable = KillableGateway.natively()) {
            assumeNotNull(killable);
            History history = new History();
            killable.start();
            try (Load load = new Load(killable.address(), history, seed, PER_SECOND)) {
                load.start(LIMIT);
                long longest = 0;
                for (int swap = 1; swap <= SWAPS; swap++) {
                    longest = Math.max(longest, swap(killable.gateway(), bundle, swap, load, history));
                }
                List<Violation> violations = load.finish(Duration.ofSeconds(30));
                List<History.Entry> entries = history.entries();
                System.out.println("SWAP " + bundle + " swaps=" + SWAPS + " seed=" + seed + " longestPauseMs=" + longest + " "
                    + Report.summary(entries));
                assertEquals("seed " + seed + " " + Report.of(violations, entries), List.of(), violations);
                if (socketsStay) {
                    assertEquals("connections that ended", List.of(), endedByItself(entries));
                    assertTrue("a pause of " + longest + " ms", longest < LONGEST_PAUSE_MILLIS);
                }
            }
        }
    }

    /** @return the longest time for which a publisher had no acknowledgement, in milliseconds */
    private static long swap(Gateway gateway, String bundle, int number, Load load, History history) throws Exception {
        String version = "9." + number + ".0";
        Path build = NewBuild.of(bundle, version, gateway.directory().resolve("next.jar"));
        int from = history.size();
        history.add(new Event.Deed("swap " + number + " of " + bundle, true));
        NewBuild.move(build, gateway.state("deploy").resolve("swapped.jar"));
        gateway.await("bundle", bundle, row -> row.isRunning() && version.equals(row.details().get("version")));
        load.awaitPublishers(LIMIT);
        load.awaitProgress(LIMIT);
        history.add(new Event.Deed("swap " + number + " is over", false));
        Map<String, Long> pauses = pauses(history.since(from));
        System.out.println("SWAP " + bundle + " " + number + " pausesMs=" + pauses);
        return Collections.max(pauses.values());
    }

    /** Of each publisher at QoS 1 and 2 that sent anything: from the beginning, between acknowledgements, and to the end. */
    private static Map<String, Long> pauses(List<History.Entry> entries) {
        Map<String, Long> before = new TreeMap<>();
        Map<String, Long> longest = new TreeMap<>();
        long begun = entries.get(0).millis();
        for (History.Entry entry : entries) {
            if (entry.event() instanceof Event.Sent sent && sent.qos() > 0) {
                before.putIfAbsent(sent.message().publisher(), begun);
            } else if (entry.event() instanceof Event.Acknowledged acknowledged) {
                String publisher = acknowledged.message().publisher();
                longest.merge(publisher, entry.millis() - before.getOrDefault(publisher, begun), Math::max);
                before.put(publisher, entry.millis());
            }
        }
        long end = entries.get(entries.size() - 1).millis();
        before.forEach((publisher, last) -> longest.merge(publisher, end - last, Math::max));
        return longest;
    }

    /** Connections that neither their client left nor broke. */
    private static List<String> endedByItself(List<History.Entry> entries) {
        return entries.stream().filter(entry -> entry.event() instanceof Event.Ended ended && !ended.dropped()
            && entries.stream().noneMatch(other -> other.event() instanceof Event.Leaving leaving
                && leaving.session().equals(ended.session()) && leaving.connection() == ended.connection())).map(Object::toString).toList();
    }
}
