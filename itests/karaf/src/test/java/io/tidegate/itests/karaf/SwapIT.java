package io.tidegate.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assume.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.TreeMap;
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
import org.osgi.framework.FrameworkEvent;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * The rule engine is replaced ten times through deploy/ while QoS 2 messages flow t, sayhi, t/hi: none is lost, none comes twice,
 * nobody is disconnected, nothing else is restarted. Restarts of the gateway: {@link SwapRestartIT}.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class SwapIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int PER_SECOND = 200;

    /** File in deploy/ and version of each drop: higher and lower, new files and overwritten ones. */
    private static final String[][] DROPS = {
        {"rule-a.jar", "0.2.0"}, {"rule-b.jar", "0.0.5"}, {"io.tidegate.rule-9.9.9.jar", "9.9.9"}, {"rule-a.jar", "0.3.0"},
        {"rule-a.jar", "0.1.0.same"}, {"another name.jar", "1.0.0"}, {"rule-b.jar", "0.0.4"}, {"zz.jar", "12.0.0"},
        {"00.jar", "0.0.1"}, {"last.jar", "0.0.9"}};

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
    public void tenSwapsUnderQos2LoseNothing() throws Exception {
        String bind = System.getProperty("tidegate.bind");
        assumeFalse("somebody listens on port 1883 of all addresses: no address of our own to be had", bind.isEmpty());
        Console console = new Console(sessions);
        Neighbours neighbours = new Neighbours(context, components);
        console.awaitTutorial(LIMIT);
        Path base = Path.of(System.getProperty("karaf.base"));
        Path builds = Files.createDirectories(base.resolve("data/tmp/builds"));
        Path deploy = base.resolve("deploy");
        String address = "tcp://" + bind + ":1883";

        try (Peer to = Peer.connect(address, "to", "test", "hahaha").subscribe("t/hi", 2);
                Peer from = Peer.connect(address, "from", "test", "hahaha")) {
            Traffic traffic = new Traffic(from, to, PER_SECOND);
            traffic.start().awaitFlow("the first", LIMIT);
            Map<String, String> since = console.connectedSince("from", "to");
            SortedMap<String, String> before = neighbours.of(NewBuild.RULE);

            for (int drop = 0; drop < DROPS.length; drop++) {
                drop(drop, builds, deploy, neighbours, traffic);
            }

            assertEquals("no other bundle or component was touched", before, neighbours.of(NewBuild.RULE));
            assertEquals("connected since", since, console.connectedSince("from", "to"));
            int sent = traffic.finish(LIMIT);
            System.out.println("SWAP total swaps=" + DROPS.length + " " + traffic.ledger().summary(sent));
            assertEquals("lost", List.of(), traffic.ledger().lost(sent));
            assertEquals("came more than once", Map.of(), traffic.ledger().repeated());
            assertNull("publisher", from.lost());
            assertNull("subscriber", to.lost());
            assertEquals("dead letters", "", console.run("dlq:list --no-format").strip());
        }
        survivesWhatHasNothingToDoWithIt(console, neighbours, builds);
        deletingBringsBackTheShippedOne(deploy, neighbours);
    }

    /** Drops one build, by writing it in place or by moving it there, and waits until messages flow through it. */
    private void drop(int number, Path builds, Path deploy, Neighbours neighbours, Traffic traffic) throws Exception {
        String version = DROPS[number][1];
        Path file = deploy.resolve(DROPS[number][0]);
        traffic.ledger().mark();
        long dropped = System.nanoTime();
        if (number % 2 == 0) {
            NewBuild.of(NewBuild.RULE, version, file);
        } else {
            NewBuild.move(NewBuild.of(NewBuild.RULE, version, builds.resolve("next.jar")), file);
        }
        Wait.until(file + " runs", LIMIT, () -> neighbours.only(NewBuild.RULE),
            bundle -> bundle.getVersion().toString().equals(version) && bundle.getState() == Bundle.ACTIVE);
        long runs = System.nanoTime();
        traffic.awaitFlow("through " + version, LIMIT);
        System.out.println("SWAP " + (number + 1) + " version=" + version + " file=\"" + file.getFileName() + "\" afterDropMs="
            + (runs - dropped) / 1_000_000 + " gapMs=" + traffic.ledger().gapMillis());
    }

    private void survivesWhatHasNothingToDoWithIt(Console console, Neighbours neighbours, Path builds) throws Exception {
        SortedMap<String, String> before = neighbours.of(Unrelated.BUNDLE);
        Unrelated unrelated = Unrelated.in(builds);
        console.run("feature:repo-add " + unrelated.repository());
        console.run("feature:install unrelated");
        Bundle bundle = Wait.until("the feature is there", LIMIT, () -> neighbours.only(Unrelated.BUNDLE), b -> b.getState() == Bundle.ACTIVE);
        assertEquals("after feature:install", before, neighbours.of(Unrelated.BUNDLE));
        AtomicInteger refreshed = new AtomicInteger();
        context.addFrameworkListener(event -> refreshed.addAndGet(event.getType() == FrameworkEvent.PACKAGES_REFRESHED ? 1 : 0));
        console.run("bundle:refresh");
        Wait.until("the framework has refreshed", LIMIT, () -> refreshed.get() > 0);
        assertEquals("after bundle:refresh", before, neighbours.of(Unrelated.BUNDLE));
        console.run("feature:uninstall unrelated");
        Wait.until("the feature is gone", LIMIT, () -> bundle.getState() == Bundle.UNINSTALLED);
        assertEquals("after feature:uninstall", before, neighbours.of(Unrelated.BUNDLE));
        assertEquals("the last one dropped", DROPS[DROPS.length - 1][1], neighbours.only(NewBuild.RULE).getVersion().toString());
    }

    private static void deletingBringsBackTheShippedOne(Path deploy, Neighbours neighbours) throws Exception {
        for (String[] drop : DROPS) {
            Files.deleteIfExists(deploy.resolve(drop[0]));
        }
        Wait.until("the shipped one is back", LIMIT, () -> neighbours.only(NewBuild.RULE),
            bundle -> bundle.getVersion().toString().equals(Built.version()) && bundle.getState() == Bundle.ACTIVE);
    }
}
