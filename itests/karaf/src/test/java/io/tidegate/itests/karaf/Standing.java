package io.tidegate.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an edit must leave standing: every bundle, every instance of every component, every service of ours, and a client that
 * was connected before. Compared around each edit, once the edit is in force.
 */
final class Standing implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Neighbours neighbours;
    private final Console console;
    private final Peer client;
    private final Map<String, String> since;
    private int edits;

    /** Something that is done, or waited for. */
    interface Step {
        void run() throws Exception;
    }

    /** @param address where a client connects that stays until {@link #close} */
    Standing(Neighbours neighbours, Console console, String address) throws Exception {
        this.neighbours = neighbours;
        this.console = console;
        this.client = Peer.connect(address, "stays", "test", "hahaha").subscribe("stays", 1);
        this.since = console.connectedSince("stays");
    }

    /** An edit that ends nothing: something comes, or becomes another. */
    void edit(String what, Step edit, Step inForce) throws Exception {
        SortedMap<String, String> before = neighbours.of("");
        apply(what, edit, inForce);
        assertEquals(what + " touched", Map.of(), gone(before));
        clientStays(what);
    }

    /** An edit that ends the one instance of {@code component}, and what that offered. */
    void removal(String what, String component, Step edit, Step inForce) throws Exception {
        SortedMap<String, String> before = neighbours.of("");
        apply(what, edit, inForce);
        SortedMap<String, String> gone = gone(before);
        List<String> instances = gone.keySet().stream().filter(name -> name.startsWith("component ")).toList();
        assertEquals(what + " ended " + gone, 1, instances.size());
        assertEquals(what + " ended " + gone, List.of(), instances.stream().filter(name -> !name.contains("." + component + " ")).toList());
        String bundle = " " + instances.get(0).split(" ")[1] + " ";
        assertEquals(what + " ended", List.of(), gone.keySet().stream().filter(name -> !name.contains(bundle)).toList());
        clientStays(what);
    }

    private static void apply(String what, Step edit, Step inForce) throws Exception {
        long begin = System.nanoTime();
        edit.run();
        inForce.run();
        System.out.println("EDIT " + what + " seenInForceMs=" + (System.nanoTime() - begin) / 1_000_000);
    }

    /** What was there and is no longer, or no longer as it was. */
    private SortedMap<String, String> gone(SortedMap<String, String> before) {
        SortedMap<String, String> now = neighbours.of("");
        SortedMap<String, String> gone = new TreeMap<>(before);
        gone.entrySet().removeIf(one -> one.getValue().equals(now.get(one.getKey())));
        return gone;
    }

    private void clientStays(String what) throws Exception {
        edits++;
        String word = what + " " + edits;
        client.publish("stays", word, 1);
        client.await("its own message after " + what, LIMIT, arrival -> arrival.payload().equals(word));
        assertNull("connection after " + what, client.lost());
        assertEquals("connected since, after " + what, since, console.connectedSince("stays"));
    }

    @Override
    public void close() throws Exception {
        client.close();
    }
}
