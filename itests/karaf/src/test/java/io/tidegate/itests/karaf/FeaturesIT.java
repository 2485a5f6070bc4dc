package io.tidegate.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.replaceConfigurationFile;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import javax.inject.Inject;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;

/**
 * On somebody else's Karaf, the published Apache Karaf: our features come, work, are upgraded while messages flow, and go without
 * leaving anything. Each test leaves the container as it found it; the tutorial's configuration is in {@code etc/} all the time.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class FeaturesIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int PER_SECOND = 100;
    private static final String NEWER = "0.2.0";
    private static final Path DROPPED = Path.of(System.getProperty("karaf.base", "."), "deploy", "rule.jar");

    /** What each provider's bundle waits for where nothing else of ours is installed; empty: for nothing. */
    private static final Map<String, String> PROVIDERS = providers();
    private static final String EVERY_PART = "tidegate-transport-netty tidegate-store-file tidegate-auth-file tidegate-hub "
        + "tidegate-runtime-python tidegate-function tidegate-rule tidegate-log tidegate-config-yaml tidegate-shell";

    @Inject
    private BundleContext context;
    @Inject
    private SessionFactory sessions;
    private Tenant tenant;
    private Release built;
    private Release newer;

    private static Map<String, String> providers() {
        Map<String, String> all = new LinkedHashMap<>();
        for (String name : List.of("deploy", "log", "transport-netty", "store-memory", "store-file", "auth-file", "runtime-python",
                "function", "config-yaml", "shell")) {
            all.put(name, "");
        }
        all.put("hub", "store");
        all.put("rule", "hub");
        return all;
    }

    @Configuration
    public Option[] stockKaraf() throws Exception {
        Path repository = Built.freshDirectory("repository");
        Release.in(repository, Built.version());
        Release.in(repository, NEWER);
        List<Option> options = new ArrayList<>(Arrays.asList(Stock.karaf(repository)));
        options.add(systemProperty("itest.rule.newer").value(
            NewBuild.of(NewBuild.RULE, NEWER, repository.resolve("dropped.jar")).toString()));
        Path etc = Built.freshDirectory("etc");
        tutorial().forEach((name, text) -> options.add(configuration(etc, name, text)));
        return options.toArray(Option[]::new);
    }

    /** The tutorial as files in etc/, as docs/configuration.md has them; QoS 2 on both sides of the rule. */
    private static Map<String, String> tutorial() throws Exception {
        Path code = Built.freshDirectory("code"); // Python leaves compiled code beside it
        Built.copyTree(Built.tutorial().resolve("var/db/baetyl/function-sayhi-code"), code);
        return Map.of(
            "io.tidegate.listener-default.cfg", "address = tcp://127.0.0.1:0\n",
            "io.tidegate.principal-test.cfg", Natively.principal("hahaha", "#", "#"),
            "io.tidegate.function-sayhi.cfg", "handler = sayhi.handler\ncodedir = " + code + "\n",
            "io.tidegate.rule-localfunc-1.cfg",
            "subscribe.topic = t\nsubscribe.qos = 2\nfunction = sayhi\npublish.topic = t/hi\npublish.qos = 2\n");
    }

    private static Option configuration(Path directory, String name, String text) {
        try {
            return replaceConfigurationFile("etc/" + name, Files.writeString(directory.resolve(name), text).toFile());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Before
    public void addRepository() throws Exception {
        tenant = new Tenant(context, sessions);
        built = Release.of(System.getProperty("itest.version"));
        newer = Release.of(NEWER);
        tenant.console().run("feature:repo-add " + built.features());
        tenant.assertNothing();
    }

    @After
    public void leave() throws Exception {
        Files.deleteIfExists(DROPPED);
        tenant.leave();
        tenant.console().run("feature:repo-remove " + newer.features());
    }

    @Test
    public void eachProviderAloneResolvesSaysWhatItWaitsForAndGoes() throws Exception {
        for (Map.Entry<String, String> provider : PROVIDERS.entrySet()) {
            String feature = "tidegate-" + provider.getKey();
            tenant.install(feature);
            assertEquals(feature, List.of(built.version() + " active"), tenant.versions("io.tidegate." + provider.getKey().replace('-', '.')));
            tenant.install("tidegate-shell");
            String status = provider.getValue().isEmpty() ? tenant.status()
                : tenant.awaitStatus("(component|rule)", "WAITING", "it waits for .*" + provider.getValue());
            assertFalse(feature + ": " + status, status.contains("FAILED"));
            tenant.uninstall("tidegate-shell" + (feature.equals("tidegate-shell") ? "" : " " + feature));
            tenant.assertNothing();
        }
    }

    @Test
    public void theWholeRunsTheTutorialAndLeavesNothing() throws Exception {
        tenant.install("tidegate");
        tenant.awaitStatus("rule", "localfunc-1", "RUNNING");
        String address = tenant.address();
        try (Peer peer = Peer.connect(address, "device", "test", "hahaha").subscribe("t/hi", 2)) {
            peer.publish("t", "{\"id\":10}", 2);
            Peer.Arrival answer = peer.await("the answer", LIMIT, a -> a.topic().equals("t/hi"));
            assertTrue(answer.payload(), answer.payload().startsWith("{\"id\": 10, \"functionName\": \"sayhi\""));
            assertEquals("workers", 1, Tenant.workers().size());
            aPartOfItIsNotUpgradedAlone();
            aJarInDeployIsRefusedWithWhatToDoInstead();
            assertNull("the device is still connected", peer.lost());
            tenant.uninstall("tidegate");
            Wait.until("the device is told", LIMIT, () -> peer.lost() != null);
        }
        tenant.assertNothing();
        assertThrows("nobody listens any more", MqttException.class, () -> Peer.connect(address, "device", "test", "hahaha"));
    }

    /** The whole names its parts' versions; two rule engines side by side would be the worst of all outcomes. */
    private void aPartOfItIsNotUpgradedAlone() throws Exception {
        tenant.console().run("feature:repo-add " + newer.features());
        Exception refused = assertThrows(Exception.class, () -> tenant.install("--upgrade tidegate-rule/" + NEWER));
        assertTrue(refused.toString(), refused.toString().contains("Singleton conflict"));
        assertEquals(List.of(built.version() + " active", NEWER + " not active"), tenant.versions(NewBuild.RULE));
        tenant.uninstall("tidegate-rule/" + NEWER);
        assertEquals(List.of(built.version() + " active"), tenant.versions(NewBuild.RULE));
    }

    private void aJarInDeployIsRefusedWithWhatToDoInstead() throws Exception {
        Files.copy(Path.of(System.getProperty("itest.rule.newer")), DROPPED);
        tenant.awaitStatus("bundle", NewBuild.RULE, "feature:install --upgrade tidegate-rule/");
        assertEquals(List.of(built.version() + " active"), tenant.versions(NewBuild.RULE));
        Files.delete(DROPPED);
        Wait.until("the refusal is over", LIMIT, tenant::status, text -> !text.contains("rule.jar"));
    }

    @Test
    public void upgradeOfAProviderIsTheSwapAndLosesNothing() throws Exception {
        tenant.install(EVERY_PART);
        tenant.awaitStatus("rule", "localfunc-1", "RUNNING");
        try (Peer to = Peer.connect(tenant.address(), "to", "test", "hahaha").subscribe("t/hi", 2);
                Peer from = Peer.connect(tenant.address(), "from", "test", "hahaha")) {
            Traffic traffic = new Traffic(from, to, PER_SECOND).start();
            traffic.awaitFlow("the first", LIMIT);
            Map<String, String> since = tenant.console().connectedSince("from", "to");
            tenant.console().run("feature:repo-add " + newer.features());
            anUnrelatedFeatureChangesNothing();

            for (String part : List.of("rule", "function", "runtime-python", "auth-file", "log", "config-yaml", "shell")) {
                upgrade(part, newer.version(), traffic, "");
            }
            upgrade("rule", built.version(), traffic, "");
            for (String part : List.of("hub", "store-file")) { // with a hub its services go and come, and with a store the hub's
                upgrade(part, newer.version(), traffic, "service io.tidegate.");
            }

            assertEquals("connected since", since, tenant.console().connectedSince("from", "to"));
            int sent = traffic.finish(LIMIT);
            System.out.println("UPGRADE total " + traffic.ledger().summary(sent));
            assertEquals("lost", List.of(), traffic.ledger().lost(sent));
            assertEquals("came more than once", Map.of(), traffic.ledger().repeated());
            assertNull("publisher", from.lost());
            assertNull("subscriber", to.lost());
            anotherTransportEndsConnectionsAndOpensAgain(from);
        }
        tenant.uninstall(EVERY_PART);
        tenant.assertNothing();
    }

    private void anotherTransportEndsConnectionsAndOpensAgain(Peer connected) throws Exception {
        tenant.install("--upgrade tidegate-transport-netty/" + NEWER);
        assertEquals(List.of(NEWER + " active"), tenant.versions("io.tidegate.transport.netty"));
        Wait.until("clients are told", LIMIT, () -> connected.lost() != null);
        tenant.awaitStatus("listener", "default", "RUNNING");
        try (Peer back = Peer.connect(tenant.address(), "back", "test", "hahaha").subscribe("t/hi", 2)) {
            back.publish("t", "{\"id\":10}", 2);
            back.await("the answer through the new one", LIMIT, a -> a.payload().contains("sayhi"));
        }
    }

    /** The newer release is known by now, and every operation of the features service looks at all that it knows. */
    private void anUnrelatedFeatureChangesNothing() throws Exception {
        Unrelated unrelated = Unrelated.in(Path.of(System.getProperty("karaf.data"), "tmp"));
        SortedMap<String, String> before = Neighbours.withoutComponents(context).of(Unrelated.BUNDLE);
        tenant.console().run("feature:repo-add " + unrelated.repository());
        tenant.install("unrelated");
        assertEquals(List.of("1.0.0 active"), tenant.versions(Unrelated.BUNDLE));
        assertEquals(before, Neighbours.withoutComponents(context).of(Unrelated.BUNDLE));
        tenant.uninstall("unrelated");
        assertEquals(before, Neighbours.withoutComponents(context).of(Unrelated.BUNDLE));
        tenant.console().run("feature:repo-remove " + unrelated.repository());
    }

    /** @param touched what of other bundles is touched with it; empty: nothing */
    private void upgrade(String part, String version, Traffic traffic, String touched) throws Exception {
        String bundle = "io.tidegate." + part.replace('-', '.');
        Neighbours neighbours = Neighbours.withoutComponents(context);
        SortedMap<String, String> before = without(touched, neighbours.of(bundle));
        traffic.ledger().mark();
        long begun = System.nanoTime();
        tenant.install("--upgrade tidegate-" + part + "/" + version);
        long done = System.nanoTime();
        assertEquals(List.of(version + " active"), tenant.versions(bundle));
        traffic.awaitFlow("through " + bundle + " " + version, LIMIT);
        assertEquals("no other bundle or service was touched", before, without(touched, neighbours.of(bundle)));
        System.out.println("UPGRADE " + bundle + " version=" + version + " tookMs=" + (done - begun) / 1_000_000
            + " gapMs=" + traffic.ledger().gapMillis());
    }

    private static SortedMap<String, String> without(String touched, SortedMap<String, String> all) {
        all.keySet().removeIf(name -> !touched.isEmpty() && name.startsWith(touched));
        return all;
    }
}
