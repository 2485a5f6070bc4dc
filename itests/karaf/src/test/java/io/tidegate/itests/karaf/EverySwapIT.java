package io.tidegate.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assume.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import javax.inject.Inject;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * Every provider that neither holds the sockets nor the messages is replaced once while QoS 2 messages flow: nothing is lost, nothing
 * comes twice, nobody is disconnected. (transport.netty holds the sockets, store.memory the messages.)
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class EverySwapIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int PER_SECOND = 100;
    private static final List<String> BUNDLES = List.of("runtime.python", "config.yaml", "auth.file", "function", "hub", "rule", "shell");

    @Inject
    private BundleContext context;
    @Inject
    private SessionFactory sessions;
    @Inject
    private ServiceComponentRuntime components;

    @Configuration
    public Option[] gateway() throws Exception {
        return Exam.gateway(Exam.tutorialAtQos2(), Built.freeLoopback());
    }

    @Test
    public void everySwapLosesNothing() throws Exception {
        String bind = System.getProperty("tidegate.bind");
        assumeFalse("somebody listens on port 1883 of all addresses: no address of our own to be had", bind.isEmpty());
        Console console = new Console(sessions);
        Neighbours neighbours = new Neighbours(context, components);
        console.awaitTutorial(LIMIT);
        String address = "tcp://" + bind + ":1883";
        try (Peer to = Peer.connect(address, "to", "test", "hahaha").subscribe("t/hi", 2);
                Peer from = Peer.connect(address, "from", "test", "hahaha")) {
            Traffic traffic = new Traffic(from, to, PER_SECOND);
            traffic.start();
            to.await("the first answer", LIMIT, a -> true);
            for (String bundle : BUNDLES) {
                SortedMap<String, String> since = since(console);
                SortedMap<String, String> before = others(neighbours, bundle);
                swap("io.tidegate." + bundle, neighbours, to, traffic);
                assertEquals("touched by the swap of " + bundle, before, others(neighbours, bundle));
                assertNull("publisher after " + bundle, from.lost());
                assertNull("subscriber after " + bundle, to.lost());
                assertEquals("connected since, after " + bundle, since, since(console));
            }
            Traffic.Account account = traffic.finish(LIMIT);
            System.out.println("EVERYSWAP total swaps=" + BUNDLES.size() + " sent=" + account.sent() + " answered=" + account.answered()
                + " lost=" + account.lost().size() + " repeated=" + account.repeated().size() + " longestGapMs=" + account.gapMillis());
            assertEquals("lost", List.of(), account.lost());
            assertEquals("came more than once", Map.of(), account.repeated());
            assertEquals("dead letters", "", console.run("dlq:list --no-format").strip());
        }
    }

    /** Asked again while there is no such command: a new shell registers its commands after it has become active. */
    private static SortedMap<String, String> since(Console console) {
        return Wait.until("the list of clients", LIMIT, () -> console.connectedSince("from", "to"), all -> true);
    }

    /** What a swap of {@code bundle} must leave alone: with the hub go the sessions of the rules, and so their components. */
    private static SortedMap<String, String> others(Neighbours neighbours, String bundle) {
        SortedMap<String, String> others = neighbours.of("io.tidegate." + bundle);
        if (bundle.equals("hub")) {
            others.keySet().removeIf(name -> !name.startsWith("bundle") && name.contains(" io.tidegate.rule "));
        }
        return others;
    }

    private static void swap(String bundle, Neighbours neighbours, Peer to, Traffic traffic) throws Exception {
        Path deploy = Path.of(System.getProperty("karaf.base"), "deploy");
        Path next = Files.createDirectories(deploy.resolveSibling("data/tmp/builds")).resolve("next.jar");
        long dropped = System.nanoTime();
        NewBuild.move(NewBuild.of(bundle, "0.1.1", next), deploy.resolve(bundle + ".jar"));
        Wait.until(bundle + " runs", LIMIT, () -> neighbours.only(bundle),
            b -> b.getVersion().toString().equals("0.1.1") && b.getState() == Bundle.ACTIVE);
        long runs = System.nanoTime();
        to.await("an answer after the swap of " + bundle, LIMIT, arrival -> arrival.nanos() > runs);
        System.out.println("EVERYSWAP " + bundle + " afterDropMs=" + (runs - dropped) / 1_000_000 + " gapMs=" + traffic.gapSince(dropped));
    }
}
