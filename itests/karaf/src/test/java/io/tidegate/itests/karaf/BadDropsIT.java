package io.tidegate.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/**
 * Whatever is dropped into {@code deploy/} and is no good: what ran goes on or is put back, the reason is in the status, in the
 * list of bundles and in the log, and a client notices nothing.
 */
public class BadDropsIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static Gateway gateway;
    private static Peer peer;

    @BeforeClass
    public static void start() throws Exception {
        gateway = Natively.gateway();
        Path code = gateway.code("slow.py", """
            import time
            def handler(event, context):
                time.sleep(event.get('sleep', 0))
                return event
            """);
        gateway.etc("io.tidegate.function-slow.cfg", "handler = slow.handler\ncodedir = " + code + "\ninstance.max = 1\n");
        gateway.etc("io.tidegate.rule-slow.cfg",
            "subscribe.topic = in\nsubscribe.qos = 2\nfunction = slow\npublish.topic = out\npublish.qos = 2\n");
        gateway.start();
        gateway.awaitRunning("rule", "slow");
        peer = Peer.connect(gateway.status().address("default"), "peer", "test", "hahaha").subscribe("out", 2);
    }

    @AfterClass
    public static void stop() throws Exception {
        peer.close();
        gateway.close();
    }

    /** After each, as before the first: the shipped one runs, nothing is wrong, and messages flow over the first connection. */
    @After
    public void allIsWell() throws Exception {
        runs(Built.version(), "shipped");
        answers();
        assertNull(peer.lost());
    }

    private static void answers() throws Exception {
        answered(send(0));
    }

    private static int send(int sleepSeconds) throws Exception {
        int number = NUMBER.incrementAndGet();
        peer.send("in", "{\"number\":" + number + ",\"sleep\":" + sleepSeconds + "}", 2);
        return number;
    }

    private static void answered(int number) {
        peer.await("the answer " + number, LIMIT, a -> a.payload().contains("\"number\": " + number + ","));
    }

    private static NewBuild rule(String version) throws Exception {
        return NewBuild.of(NewBuild.RULE, version);
    }

    private static Path file(String name) {
        return gateway.state("deploy").resolve(name);
    }

    private static Path drop(NewBuild build, String name) throws Exception {
        NewBuild.move(build.write(gateway.directory().resolve("next.part")), file(name));
        return file(name);
    }

    /** The bundle has this content, and nothing is said of it. */
    private static void runs(String version, String from) {
        gateway.await("bundle", NewBuild.RULE, r -> r.isRunning() && r.reason().isEmpty() && from.equals(r.details().get("from"))
            && version.equals(r.details().get("version")));
    }

    /** Dropped, it is refused with {@code words}; the shipped one goes on alone, and is there for messages. */
    private static void refused(NewBuild build, String name, String... words) throws Exception {
        Path jar = drop(build, name);
        isRefused(name, words);
        Files.delete(jar);
    }

    private static void isRefused(String name, String... words) throws Exception {
        String reason = gateway.await("bundle", NewBuild.RULE, r -> r.reason().startsWith("deploy/" + name + " refused: ")).reason();
        for (String word : words) {
            assertTrue(reason, reason.contains(word));
        }
        assertTrue(reason, reason.endsWith("; " + Built.version() + " goes on"));
        gateway.awaitLog("event=deploy-refused", reason);
        System.out.println("BADDROP " + reason + putBack(name));
        String said = gateway.console("gateway:bundles --no-format; bundle:list -s -t 0; gateway:status");
        List<String[]> rows = said.lines().map(line -> line.split("\t", -1)).filter(cells -> cells[0].equals(NewBuild.RULE)).toList();
        assertEquals(Built.version(), rows.get(0)[1]);
        assertEquals(reason, rows.get(0)[rows.get(0).length - 1]);
        assertEquals("one bundle of that name in " + said, 1, said.lines().filter(line -> line.matches(".*[|│] io\\.tidegate\\.rule\\s*")).count());
        assertTrue("gateway:status in " + said, said.substring(said.indexOf("Not well:")).contains(reason));
        answers();
    }

    /** How long the old one was away, where it was: at most 10 s, and it was well again. */
    private static String putBack(String name) throws Exception {
        String said = gateway.log().lines().filter(line -> line.contains("event=swap-refused") && line.contains("file=deploy/" + name))
            .map(line -> " -- " + line.replaceAll(".*(gapMs=\\d+ restored=\\w+).*", "$1")).findFirst().orElse("");
        if (!said.isEmpty()) {
            assertTrue(said, said.endsWith(" restored=true"));
            assertTrue(said, Long.parseLong(said.replaceAll(".*gapMs=(\\d+) .*", "$1")) <= 10_000);
        }
        return said;
    }

    @Test
    public void imports_whatNobodyExports() throws Exception {
        refused(rule("2.0.0").also("Import-Package", "com.example.nobody.exports.this"), "imports.jar", "com.example.nobody.exports.this");
    }

    @Test
    public void requires_whatNobodyProvides() throws Exception {
        refused(rule("2.0.1").also("Require-Capability", "com.example.nothing"), "requires.jar", "com.example.nothing");
    }

    /** The imports with another range for {@code hub.api}. */
    private static String hub(String imports, String range) {
        String changed = imports.replaceFirst("io\\.tidegate\\.hub;version=\"[^\"]*\"", "io.tidegate.hub;version=\"" + range + "\"");
        assertNotEquals(imports, changed);
        return changed;
    }

    @Test
    public void builtAgainstANewerApi() throws Exception {
        refused(rule("2.0.2").header("Import-Package", all -> hub(all, "[1.7,2)")),
            "newer.jar", "io.tidegate.hub [1.7.0,2.0.0)", "here is 1.", "comes with a new installation");
    }

    @Test
    public void builtAgainstAnOlderApi() throws Exception {
        refused(rule("2.0.3").header("Import-Package", all -> hub(all, "[0.4,1)")),
            "older.jar", "io.tidegate.hub [0.4.0,1.0.0)", "here is 1.");
    }

    @Test
    public void itsComponentThrows() throws Exception {
        NewBuild build = BadRule.of("2.0.4", "throw new IllegalStateException(\"broken on purpose\");");
        refused(build, "throws.jar", "RuleComponent io.tidegate.rule~slow is not active", "broken on purpose");
    }

    @Test
    public void itsComponentNeverEndsItsStart() throws Exception {
        NewBuild build = BadRule.of("2.0.7", "new java.util.concurrent.CountDownLatch(1).await();");
        refused(build, "waits.jar", "it did not start within ", ": it was at broken.Broken.<init>(Broken.java:");
    }

    @Test
    public void offersLess() throws Exception {
        refused(rule("2.0.5").component("config.RuleCheck", xml -> xml.replaceAll("(?s)<service>.*</service>", "")), "less.jar",
            "service io.tidegate.config.ConfigurationCheck is not offered");
    }

    @Test
    public void itsComponentIsNotActiveAnyMore() throws Exception {
        refused(rule("2.0.6").component("RuleComponent", xml -> xml.replace("  <implementation",
            "  <reference name=\"nobody\" interface=\"com.example.Nobody\"/>\n  <implementation")), "lacks.jar",
            "RuleComponent io.tidegate.rule~slow is not active: it waits for com.example.Nobody");
    }

    @Test
    public void anOlderVersionThatFits_isTaken() throws Exception {
        Path jar = drop(rule("0.0.1"), "fits.jar");
        runs("0.0.1", "deploy/fits.jar");
        answers();
        Files.delete(jar);
    }

    @Test
    public void halfAJar_isNothingUntilItIsWhole() throws Exception {
        byte[] whole = Files.readAllBytes(rule("2.1.0").write(gateway.directory().resolve("next.part")));
        Path jar = file("half.jar");
        Files.write(jar, Arrays.copyOf(whole, whole.length / 2));
        String reason = gateway.await("file", "deploy/half.jar", r -> !r.reason().isEmpty()).reason();
        System.out.println("BADDROP deploy/half.jar " + reason);
        runs(Built.version(), "shipped");
        Files.write(jar, Arrays.copyOfRange(whole, whole.length / 2, whole.length), StandardOpenOption.APPEND);
        runs("2.1.0", "deploy/half.jar");
        assertTrue("nothing is left to say of it", gateway.status().rows().stream().noneMatch(r -> r.kind().equals("file")));

        Files.write(jar, Arrays.copyOf(whole, whole.length / 3)); // over the file that is the running content
        gateway.await("bundle", NewBuild.RULE, r -> r.reason().contains("is not a complete jar") && r.reason().endsWith("; 2.1.0 goes on"));
        answers();
        Files.delete(jar);
    }

    @Test
    public void aDirectoryOfOurs() throws Exception {
        Path unpacked = rule("2.2.0").unpack(gateway.directory().resolve("unpacked"));
        Path dropped = Files.move(unpacked, file("unpacked"));
        isRefused("unpacked", "it is a directory");
        Files.move(dropped, unpacked.resolveSibling("unpacked-was"));
    }

    @Test
    public void whatIsNoBundle() throws Exception {
        List<Path> files = List.of(Files.createDirectory(file("empty.jar")), Files.writeString(file("text.jar"), "I am a jar"));
        for (Path each : files) {
            String name = "deploy/" + each.getFileName();
            String reason = gateway.await("file", name, r -> r.state().equals("FAILED")).reason();
            System.out.println("BADDROP " + name + " " + reason);
            assertTrue(reason, reason.startsWith("nobody takes it"));
            gateway.awaitLog("event=deploy-refused", each.getFileName().toString());
            Files.delete(each);
        }
        Wait.until("nothing is said of them any more", LIMIT, () -> gateway.status().rows().stream().noneMatch(r -> r.kind().equals("file")));
    }

    @Test
    public void callsInFlight_areAnsweredOnce_andCountedAsRedelivered() throws Exception {
        int slow = send(3);
        gateway.await("rule", "slow", r -> r.details().get("inflight").equals("1"));
        Path jar = drop(rule("2.3.0"), "calls.jar");
        runs("2.3.0", "deploy/calls.jar");
        gateway.await("bundle", NewBuild.RULE, r -> r.details().get("lastSwapRedeliveries").equals("1"));
        answered(slow);
        answers();
        assertEquals(1, peer.arrivals().stream().filter(a -> a.payload().contains("\"number\": " + slow + ",")).count());
        Files.delete(jar);
    }
}
