package io.tidegate.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assume.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
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
 * Every provider that neither holds the sockets nor the messages is replaced again and again while 1,000 messages a second of
 * QoS 0, 1 and 2 flow t, sayhi, t/hi: nothing is lost at QoS 1 and 2, nothing comes twice, nobody is disconnected or refused,
 * nothing else is restarted, and after ten contents of each the old ones are collected. (transport.netty holds the sockets,
 * the stores the messages.) Three rounds; fifty where system property {@code tidegate.long} is true.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class EverySwapIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int PER_SECOND = 1000;
    private static final int ROUNDS = Boolean.getBoolean("tidegate.long") ? 50 : 3;
    private static final int CONTENTS = 10;
    private static final List<String> BUNDLES = List.of("rule", "function", "runtime.python", "auth.file", "config.yaml", "shell", "hub");

    @Inject
    private BundleContext context;
    @Inject
    private SessionFactory sessions;
    @Inject
    private ServiceComponentRuntime components;

    private final OldContents old = new OldContents();
    private Console console;
    private Neighbours neighbours;
    private Traffic traffic;
    private Path deploy;
    private Path builds;

    @Configuration
    public Option[] gateway() throws Exception {
        return Exam.gateway(Exam.tutorialAtQos2(), Built.freeLoopback());
    }

    @Test
    public void swapsUnderLoad_loseNothing_disturbNobody_leaveNothingBehind() throws Exception {
        String bind = System.getProperty("tidegate.bind");
        assumeFalse("somebody listens on port 1883 of all addresses: no address of our own to be had", bind.isEmpty());
        console = new Console(sessions);
        neighbours = new Neighbours(context, components);
        deploy = Path.of(System.getProperty("karaf.base"), "deploy");
        builds = Files.createDirectories(deploy.resolveSibling("data/tmp/builds"));
        console.awaitTutorial(LIMIT);
        String address = "tcp://" + bind + ":1883";
        try (Peer to = Peer.connect(address, "to", "test", "hahaha").subscribe("t/hi", 2);
                Peer from = Peer.connect(address, "from", "test", "hahaha")) {
            traffic = new Traffic(from, to, PER_SECOND).start();
            traffic.awaitFlow("the first", LIMIT);
            long began = System.nanoTime();
            int before = traffic.sent();
            Newcomers newcomers = new Newcomers(address).start();
            for (int round = 1; round <= ROUNDS; round++) {
                for (String bundle : BUNDLES) {
                    SortedMap<String, String> since = since();
                    swap(bundle, round);
                    assertNull("publisher after " + bundle, from.lost());
                    assertNull("subscriber after " + bundle, to.lost());
                    assertEquals("connected since, after " + bundle, since, since());
                }
            }
            long perSecond = (traffic.sent() - before) * 1000L / Duration.ofNanos(System.nanoTime() - began).toMillis();
            Newcomers.Visits visits = newcomers.finish(LIMIT);
            int sent = traffic.finish(LIMIT);
            Ledger ledger = traffic.ledger();
            System.out.println("EVERYSWAP total swaps=" + ROUNDS * BUNDLES.size() + " " + ledger.summary(sent) + " perSecond=" + perSecond
                + " heldMs=" + traffic.heldMillis() + " newcomers=" + visits.count() + " slowestMs=" + visits.slowestMillis());
            assertEquals("lost", List.of(), ledger.lost(sent));
            assertEquals("came more than once", Map.of(), ledger.repeated());
            assertEquals("newcomers refused", List.of(), visits.refused());
            assertEquals("dead letters", "", console.run("dlq:list --no-format").strip());
        }
        leavesNothingBehind();
    }

    private void swap(String bundle, int round) throws Exception {
        String name = "io.tidegate." + bundle;
        String version = "0.1." + round;
        SortedMap<String, String> before = others(bundle);
        Set<Long> workers = workers();
        old.add(neighbours.only(name));
        Path next = NewBuild.of(name, version, builds.resolve("next.jar"));
        traffic.ledger().mark();
        long dropped = System.nanoTime();
        NewBuild.move(next, deploy.resolve(bundle + ".jar"));
        String[] row = Wait.until(bundle + " runs", LIMIT, () -> row(name), r -> r[1].equals(version) && r[2].equals("RUNNING"));
        long runs = System.nanoTime();
        traffic.awaitFlow("after the swap of " + bundle, LIMIT);
        System.out.println("EVERYSWAP " + bundle + " round=" + round + " afterDropMs=" + (runs - dropped) / 1_000_000 + " gapMs="
            + traffic.ledger().gapMillis() + " componentsGapMs=" + row[6] + " redeliveries=" + row[7]);
        assertEquals("deploy/" + bundle + ".jar", row[3]);
        assertEquals("touched by the swap of " + bundle, before, others(bundle));
        if (bundle.equals("function")) {
            Wait.until("its old workers have ended", LIMIT, () -> workers.stream().noneMatch(EverySwapIT::isAlive));
        } else {
            assertEquals("workers after the swap of " + bundle, workers, workers());
        }
    }

    /** Seven more contents of each, without the wait for a file to be looked at; then nothing may hold the old ones. */
    private void leavesNothingBehind() throws Exception {
        for (String bundle : BUNDLES) {
            Bundle swapped = neighbours.only("io.tidegate." + bundle);
            for (int content = ROUNDS; content < CONTENTS; content++) {
                old.add(swapped);
                Path next = NewBuild.of(swapped.getSymbolicName(), "0.2." + content, builds.resolve("next.jar"));
                swapped.update(Files.newInputStream(next));
            }
        }
        console.awaitTutorial(LIMIT);
        old.awaitCollected(LIMIT);
        System.out.println("EVERYSWAP collected=" + old.count());
    }

    /** What {@code gateway:bundles} says of one bundle. */
    private String[] row(String name) throws Exception {
        return console.run("gateway:bundles --no-format").lines().map(line -> line.split("\t", -1)).filter(cells -> cells[0].equals(name))
            .findFirst().orElseThrow();
    }

    /** Asked again while there is no such command: a new shell registers its commands after it has become active. */
    private SortedMap<String, String> since() {
        return Wait.until("the list of clients", LIMIT, () -> console.connectedSince("from", "to"), all -> true);
    }

    /** The pids of sayhi's workers, at least one: with none, nothing would flow. */
    private Set<Long> workers() {
        return Wait.until("a worker", LIMIT, () -> console.status().rows().stream()
            .filter(row -> row.kind().equals("worker") && !row.details().get("pid").isEmpty())
            .map(row -> Long.valueOf(row.details().get("pid"))).collect(Collectors.toSet()), pids -> !pids.isEmpty());
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** What a swap of {@code bundle} must leave alone: with the hub go the sessions of the rules, and so their components. */
    private SortedMap<String, String> others(String bundle) {
        SortedMap<String, String> others = neighbours.of("io.tidegate." + bundle);
        if (bundle.equals("hub")) {
            others.keySet().removeIf(name -> !name.startsWith("bundle") && name.contains(" io.tidegate.rule "));
        }
        return others;
    }
}
