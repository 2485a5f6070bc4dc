package io.tidegate.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeFalse;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.FixMethodOrder;
import org.junit.Test;
import org.junit.runners.MethodSorters;

/**
 * Edits of {@code etc/} and of the console that are wrong, undone, twice, too many, or made while nobody was there, beside the
 * tutorial's tree. Who was connected before each of them notices nothing.
 */
@FixMethodOrder(MethodSorters.NAME_ASCENDING) // the restart comes last
public class RefusedEditIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String GOOD = "subscribe.topic = e/in\nsubscribe.qos = 1\nfunction = word\npublish.topic = e/out\npublish.qos = 1\n";
    private static final String RULE = "io.tidegate.rule-edited.cfg";
    private static Gateway gateway;
    private static String bind;
    private static String address;
    private static Path code;

    private Peer stays;

    @BeforeClass
    public static void start() throws Exception {
        bind = Built.freeLoopback();
        assumeFalse("somebody listens on port 1883 of all addresses", bind.isEmpty());
        gateway = Gateway.on(Built.tutorial());
        address = "tcp://" + bind + ":1883";
        code = gateway.code("words.py", """
            import os
            def word(event, context):
                return {'word': os.environ.get('WORD')}
            """);
        gateway.etc("io.tidegate.function-word.cfg", "handler = words.word\ncodedir = " + code + "\n").etc(RULE, GOOD);
        gateway.start("--bind", bind);
    }

    @AfterClass
    public static void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
    }

    @Before
    public void connect() throws Exception {
        gateway.etc(RULE, GOOD); // whatever the last test left
        gateway.awaitRunning("rule", "edited");
        gateway.awaitRunning("rule", "localfunc-1");
        stays = Peer.connect(address, "stays", "test", "hahaha").subscribe("e/out", 1).subscribe("t/+", 1);
    }

    @After
    public void nothingWasNoticed() throws Exception {
        if (stays != null) {
            assertNull(stays.lost());
            stays.close();
        }
    }

    private void ask() throws Exception {
        new Asker(stays).ask("e/in", a -> a.topic().equals("e/out"));
    }

    /** Writes something wrong, waits until it is said, and until it is no longer once it is mended. */
    private void refused(String file, String bad, String mended, String... words) throws Exception {
        refusedWhile(file, bad, () -> { }, mended, words);
    }

    /** Something that holds while the wrong file is there. */
    private interface Meanwhile {
        void look() throws Exception;
    }

    private void refusedWhile(String file, String bad, Meanwhile meanwhile, String mended, String... words) throws Exception {
        long complaints = complaints().size();
        gateway.etc(file, bad);
        Status.Row row = gateway.await("file", "etc/" + file, r -> r.state().equals("FAILED") && Stream.of(words).allMatch(r.reason()::contains));
        meanwhile.look();
        ask();
        assertNull(stays.lost());
        List<String> said = complaints().stream().skip(complaints).toList();
        assertEquals("in the log once, by whomever: " + said, 1, said.size());
        assertTrue(said.get(0) + " is not: " + row.reason(), said.get(0).endsWith(" Said: " + row.reason()));
        if (mended == null) {
            Files.delete(gateway.state("etc").resolve(file));
        } else {
            gateway.etc(file, mended);
        }
        awaitNoRow("file", "etc/" + file);
    }

    private static List<String> complaints() throws Exception {
        return gateway.log().lines().filter(line -> line.contains(" ERROR ") || line.contains(" WARN ")).toList();
    }

    /** What was in force is, also when FileInstall has seen what is there now: a file that came later is taken. */
    private static void assertGoesOn(String rule) throws Exception {
        gateway.etc("io.tidegate.route-marker.cfg", "source.topic = marker/in\ntarget.topic = marker/out\n");
        gateway.awaitRunning("route", "marker");
        Files.delete(gateway.state("etc/io.tidegate.route-marker.cfg"));
        awaitNoRow("route", "marker");
        Status.Row row = gateway.status().row("rule", rule);
        assertTrue(row.toString(), row.isRunning() && row.reason().isEmpty());
    }

    private static void awaitNoRow(String kind, String name) {
        Wait.until(kind + " " + name + " is not shown", LIMIT,
            () -> gateway.status().rows().stream().noneMatch(r -> r.kind().equals(kind) && r.name().equals(name)));
    }

    @Test
    public void outOfRange_unknownFunction_emptyFile() throws Exception {
        refused(RULE, GOOD.replace("qos = 1\nf", "qos = 7\nf"), GOOD, "etc/" + RULE + ":2: ", "subscribe.qos = 7", "0 to 2");
        refused(RULE, GOOD.replace("= word", "= nobody"), GOOD, "etc/" + RULE + ":3: ", "function nobody is not configured");
        refusedWhile(RULE, "", () -> assertGoesOn("edited"), GOOD, "etc/" + RULE + ":1: ", "is empty");
        refused(RULE, "# no word but this\n", GOOD, "etc/" + RULE + ":1: ", "subscribe.topic is missing");
        gateway.await("rule", "edited", r -> r.isRunning() && r.reason().isEmpty());
    }

    @Test
    public void wrongType_halfAFile_inEachForm() throws Exception {
        String typed = "io.tidegate.rule-typed.config";
        String good = "subscribe.topic=\"y/in\"\nfunction=\"word\"\nsubscribe.qos=I\"1\"\n";
        gateway.etc(typed, good);
        gateway.awaitRunning("rule", "typed");
        refused(typed, good.replace("I\"1\"", "I\"one\""), good, "etc/" + typed + ":3: ", "subscribe.qos = one", "Integer");
        gateway.awaitRunning("rule", "typed");

        String json = "io.tidegate.rule-json.cfg.json";
        String object = "{\n  \"subscribe.topic\": \"j/in\",\n  \"subscribe.qos\": 1,\n  \"function\": \"word\" }\n";
        gateway.etc(json, object);
        gateway.awaitRunning("rule", "json");
        refused(json, object.substring(0, object.indexOf("1,") + 2), object, "etc/" + json + ":3: ", "no JSON");
        refusedWhile(json, "", () -> assertGoesOn("json"), object, "etc/" + json + ":1: ", "is empty");
        refusedWhile(typed, "\n", () -> assertGoesOn("typed"), good, "etc/" + typed + ":1: ", "is empty");
        refused(json, object.replace(": 1", ": 7"), object, "etc/" + json + ":3: ", "subscribe.qos = 7");
        gateway.await("rule", "json", r -> r.isRunning() && r.reason().isEmpty());
        for (String file : List.of(typed, json)) {
            Files.delete(gateway.state("etc").resolve(file));
        }
        awaitNoRow("rule", "typed");
        awaitNoRow("rule", "json");
    }

    @Test
    public void aRouteThatLeadsBack() throws Exception {
        gateway.etc("io.tidegate.route-there.cfg", "source.topic = here\ntarget.topic = there\n");
        gateway.awaitRunning("route", "there");
        gateway.etc("io.tidegate.route-back.cfg", "source.topic = there\ntarget.topic = t/back\n");
        gateway.awaitRunning("route", "back");
        refusedWhile("io.tidegate.route-back.cfg", "source.topic = there\ntarget.topic = here\n", () -> {
            String reason = gateway.await("route", "back", r -> r.isRunning() && r.reason().contains("cycle")).reason();
            assertTrue(reason, reason.startsWith("new configuration refused: ") && reason.contains("route-there.cfg"));
            gateway.await("route", "there", r -> r.isRunning() && r.reason().isEmpty());
            new Asker(stays).ask("here", a -> a.topic().equals("t/back"));
        }, null, "etc/io.tidegate.route-back.cfg:2: ", "cycle");
        gateway.etc("io.tidegate.route-late.cfg", "source.topic = late\ntarget.topic = t/late\n");
        gateway.awaitRunning("route", "late");
        refusedWhile("io.tidegate.route-there.cfg", "source.topic = late\ntarget.topic = t/late\n", () -> {
            gateway.await("route", "there", r -> r.isRunning() && r.reason().contains("route-late.cfg"));
            new Asker(stays).ask("late", a -> a.topic().equals("t/late"));
        }, null, "etc/io.tidegate.route-there.cfg:2: ", "duplicate");
        Files.delete(gateway.state("etc/io.tidegate.route-late.cfg"));
        awaitNoRow("route", "late");
    }

    @Test
    public void oneNameTwice_inEtc_andInTheTreeToo() throws Exception {
        refused("io.tidegate.rule-second.cfg", GOOD + "clientid = edited\n", null, "etc/io.tidegate.rule-second.cfg:6: ", "already used by", RULE);
        gateway.etc("io.tidegate.rule-mine.cfg", "clientid = localfunc-1\nsubscribe.topic = t\nfunction = sayhi\npublish.topic = t/mine\n");
        String said = gateway.await("service", "function-manager", r -> r.reason().contains("overridden")).reason();
        assertTrue(said, said.contains("function-manager-conf/service.yml:") && said.contains("etc/io.tidegate.rule-mine.cfg"));
        new Asker(stays).ask("t", a -> a.topic().equals("t/mine"));
        Files.delete(gateway.state("etc/io.tidegate.rule-mine.cfg"));
        new Asker(stays).ask("t", a -> a.topic().equals("t/hi"));
    }

    @Test
    public void anEmptyFile_takesNoLimitAway() throws Exception {
        String file = "io.tidegate.hub.cfg";
        gateway.etc(file, "clientid.pattern = [a-z]+\n");
        Wait.until("a number in a client identifier is refused", LIMIT, () -> isRefused("device1"));
        refusedWhile(file, "", () -> {
            assertGoesOn("edited");
            assertTrue("the limit is gone", isRefused("device1"));
            String hub = gateway.console("config:list \"(service.pid=io.tidegate.hub)\"");
            assertTrue(hub, hub.contains("clientid.pattern = [a-z]+"));
        }, null, "etc/" + file + ":1: ", "is empty", "delete the file to go back to the defaults");
        Wait.until("the tree's word is back", LIMIT, () -> !isRefused("device1"));
    }

    private static boolean isRefused(String clientId) {
        try (Peer peer = Peer.connect(address, clientId, "test", "hahaha")) {
            return false;
        } catch (Exception refused) {
            return true;
        }
    }

    @Test
    public void aSecondFileOfAListener_changesNothing_andTakesOverWithoutAGap() throws Exception {
        String first = "io.tidegate.listener-twice.cfg";
        String second = first + ".json";
        String door = "tcp://" + bind + ":" + freePort();
        gateway.etc(first, "address = " + door + "\n");
        gateway.awaitRunning("listener", "twice");
        try (Peer through = Peer.connect(door, "through", "test", "hahaha").subscribe("twice", 1)) {
            gateway.etc(second, "{ \"address\": \"" + door + "\" }");
            String said = gateway.await("file", "etc/" + second, row -> row.state().equals("FAILED")).reason();
            assertTrue(said, said.contains("does not count") && said.contains("etc/" + first + " makes io.tidegate.listener~twice too"));
            assertGoesOn("edited");
            assertTrue(source("io.tidegate.listener~twice").endsWith(first));
            Files.delete(gateway.state("etc").resolve(first));
            Wait.until("the second file counts", LIMIT, () -> source("io.tidegate.listener~twice").endsWith(second));
            awaitNoRow("file", "etc/" + second);
            gateway.etc(second, "{ \"address\": \"" + door + "\", \"message.length.max\": \"200\" }");
            gateway.await("listener", "twice", row -> row.isRunning() && "200".equals(row.details().get("message.length.max")));
            through.publish("twice", "still here", 1);
            through.await("its own message", LIMIT, a -> a.payload().equals("still here"));
            assertNull(through.lost());
            refused(RULE, GOOD.replace("qos = 1\nf", "qos = 9\nf"), GOOD, "etc/" + RULE + ":2: "); // others are judged as ever
            Files.delete(gateway.state("etc").resolve(second));
            awaitNoRow("listener", "twice");
            Wait.until("its client is disconnected", LIMIT, () -> through.lost() != null);
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(bind))) {
            return free.getLocalPort();
        }
    }

    /** The file that a configuration came from; empty when it is not there. */
    private static String source(String pid) throws Exception {
        return gateway.console("config:list \"(service.pid=" + pid + ")\"").lines().map(String::strip)
            .filter(line -> line.startsWith("felix.fileinstall.filename = ")).findFirst().orElse("");
    }

    @Test
    public void aDeletionOnTheConsole_leavesTheSecondFile_andOfTheTree_itsWordOnce() throws Exception {
        String first = "io.tidegate.rule-localfunc-1.cfg";
        String rule = "subscribe.topic = t\nfunction = sayhi\npublish.topic = t/";
        gateway.etc(first, rule + "first\n");
        new Asker(stays).ask("t", a -> a.topic().equals("t/first"));
        gateway.etc("io.tidegate.rule-localfunc-1.config", (rule + "second\n").replaceAll("= (.*)", "= \"$1\""));
        gateway.await("file", "etc/io.tidegate.rule-localfunc-1.config", row -> row.state().equals("FAILED"));
        gateway.console("config:delete io.tidegate.rule~localfunc-1");
        new Asker(stays).ask("t", a -> a.topic().equals("t/second"));
        assertFalse(Files.exists(gateway.state("etc").resolve(first)));
        awaitNoRow("file", "etc/io.tidegate.rule-localfunc-1.config");
        long before = configured();
        gateway.console("config:delete io.tidegate.rule~localfunc-1");
        new Asker(stays).ask("t", a -> a.topic().equals("t/hi"));
        assertGoesOn("localfunc-1"); // FileInstall has seen that the file is gone
        assertEquals("the tree's word came once", before + 1, configured());
    }

    private static long configured() throws Exception {
        return gateway.log().lines().filter(line -> line.contains("event=rule-configured rule=localfunc-1 ")).count();
    }

    @Test
    public void aConsoleEditOfAThingOfTheTree_andItsUndoing() throws Exception {
        gateway.console("config:property-set -p io.tidegate.rule~localfunc-1 publish.topic t/console");
        new Asker(stays).ask("t", a -> a.topic().equals("t/console"));
        Path written = Wait.until("Karaf has written it", LIMIT, () -> gateway.state("etc/io.tidegate.rule-localfunc-1.cfg"), Files::exists);
        Files.delete(written);
        new Asker(stays).ask("t", a -> a.topic().equals("t/hi"));
        gateway.console("config:delete io.tidegate.rule~localfunc-1");
        new Asker(stays).ask("t", a -> a.topic().equals("t/hi"));
        gateway.awaitRunning("rule", "localfunc-1");
    }

    @Test
    public void aDeletionOnTheConsole_takesTheFileAlong_inEachForm() throws Exception {
        String text = "source.topic = d/in\ntarget.topic = d/out\n";
        gateway.etc("io.tidegate.route-d1.cfg", text).etc("io.tidegate.route-d2.config", "source.topic=\"d2/in\"\ntarget.topic=\"d2/out\"\n")
            .etc("io.tidegate.route-d3.cfg.json", "{ \"source.topic\": \"d3/in\", \"target.topic\": \"d3/out\" }");
        for (String name : List.of("d1", "d2", "d3")) {
            gateway.awaitRunning("route", name);
            gateway.console("config:delete io.tidegate.route~" + name);
            awaitNoRow("route", name);
        }
        try (Stream<Path> files = Files.list(gateway.state("etc"))) {
            assertEquals(List.of(), files.map(f -> f.getFileName().toString()).filter(f -> f.startsWith("io.tidegate.route-d")).toList());
        }
    }

    @Test
    public void whatAProgramChanges_isInTheFile_whoseCommentsStay() throws Exception {
        String text = "# of the operator\nsource.topic = p/in\ntarget.topic = p/out\n";
        gateway.etc("io.tidegate.route-program.cfg", text);
        gateway.awaitRunning("route", "program");
        Path jar = gateway.state("deploy/program.jar");
        NewBuild.move(Program.write(gateway.directory().resolve("program.part"), "io.tidegate.route~program", "target.topic", "t/program"), jar);
        new Asker(stays).ask("p/in", a -> a.topic().equals("t/program"));
        assertEquals(text.replace("p/out", "t/program"), Files.readString(gateway.state("etc/io.tidegate.route-program.cfg")));
        Files.delete(jar);
        Files.delete(gateway.state("etc/io.tidegate.route-program.cfg"));
        awaitNoRow("route", "program");
    }

    @Test
    public void aNewThingOfTheConsole_hasItsNameAtOnce() throws Exception {
        gateway.console("config:edit --factory --alias typed-in io.tidegate.route; config:property-set source.topic c/in;"
            + " config:property-set target.topic c/out; config:update");
        gateway.awaitRunning("route", "typed-in");
        gateway.etc("io.tidegate.route-typed-in.cfg", "source.topic = c/in\ntarget.topic = t/typed-in\n");
        new Asker(stays).ask("c/in", a -> a.topic().equals("t/typed-in"));
        Files.delete(gateway.state("etc/io.tidegate.route-typed-in.cfg"));
        awaitNoRow("route", "typed-in");
    }

    @Test
    public void aThousandEdits_areNotTooMany_andTheLastOneIsInForce() throws Exception {
        for (int i = 1; i <= 1000; i++) {
            gateway.etc(RULE, GOOD.replace("e/in", "e/" + i).replace("qos = 1\nf", i % 7 == 0 ? "qos = 7\nf" : "qos = 1\nf"));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        String last = GOOD.replace("e/in", "e/last");
        gateway.etc(RULE, last);
        FileTime saved = Files.getLastModifiedTime(gateway.state("etc").resolve(RULE));
        gateway.await("rule", "edited", r -> r.isRunning() && r.reason().isEmpty() && r.details().get("subscribe").contains("e/last"));
        new Asker(stays).ask("e/last", a -> a.topic().equals("e/out"));
        assertEquals("nobody but us wrote it", saved, Files.getLastModifiedTime(gateway.state("etc").resolve(RULE)));
        assertEquals(last, Files.readString(gateway.state("etc").resolve(RULE)));
        long said = gateway.log().lines().filter(line -> line.contains("rule-configured rule=edited")).count();
        assertTrue("what came and went between two looks was not applied: " + said, said < 500);
        gateway.etc(RULE, GOOD);
        ask();
    }

    @Test
    public void placeholders_areFilledIn_andNoPasswordIsShown() throws Exception {
        gateway.etc("hash-of-lamp", Natively.principal("light", "#", "#").lines().findFirst().orElseThrow().replace("password = ", "") + "\n");
        gateway.etc("word-of-mine", "told to nobody\n");
        gateway.etc("io.tidegate.principal-lamp.cfg", "password = $[secret:hash-of-lamp]\npub = gr\u00f6\u00dfe, a\\\\,b\n");
        gateway.await("principal", "lamp", r -> r.isRunning() && r.details().get("pub").equals("gr\u00f6\u00dfe, a,b"));
        Peer.connect(address, "lamp", "lamp", "light").close();
        String function = "handler = words.word\ncodedir = " + code + "\n";
        gateway.etc("io.tidegate.function-word.cfg", function + "env = WORD=$[secret:word-of-mine]\n");
        new Asker(stays).ask("e/in", a -> a.payload().contains("told to nobody"));
        gateway.etc("io.tidegate.function-word.cfg", function + "env = WORD=$[env:PATH]\n");
        new Asker(stays).ask("e/in", a -> a.payload().contains(System.getenv("PATH")));
        gateway.console("config:property-set -p io.tidegate.function~word timeout 20s");
        gateway.await("function", "word", r -> r.details().get("timeout").equals("20s"));
        assertTrue(Files.readString(gateway.state("etc/io.tidegate.function-word.cfg")).contains("$[env:PATH]"));
        gateway.etc("io.tidegate.function-word.cfg", function + "env = WORD=$[secret:word-of-mine]\n");
        gateway.etc("io.tidegate.function-jword.cfg.json", "{ \"handler\": \"words.word\", \"codedir\": \"" + code
            + "\", \"env\": [\"WORD=$[secret:word-of-mine]\"] }\n");
        gateway.awaitRunning("function", "jword");
        new Asker(stays).ask("e/in", a -> a.payload().contains("told to nobody"));
        String functions = gateway.console("config:list \"(service.factoryPid=io.tidegate.function)\"");
        assertTrue(functions, functions.contains("WORD=$[secret:word-of-mine]"));
        assertFalse(functions, functions.contains("told to nobody"));
        assertTrue(Files.readString(gateway.state("etc/io.tidegate.function-jword.cfg.json")).contains("$[secret:word-of-mine]"));
        Files.delete(gateway.state("etc/io.tidegate.function-jword.cfg.json"));
        String list = gateway.console("config:list \"(service.pid=io.tidegate.principal*)\"");
        assertTrue(list, list.contains("pbkdf2-sha256:"));
        assertFalse("plain words", list.contains("hahaha") || list.contains("= light"));
        gateway.etc("io.tidegate.function-word.cfg", function);
    }

    @Test
    public void zLast_editsMadeWhileItWasDown_areInForceAfterTheStart() throws Exception {
        gateway.etc("io.tidegate.route-gone.cfg", "source.topic = g/in\ntarget.topic = g/out\n");
        gateway.awaitRunning("route", "gone");
        stays.close();
        gateway.stop();
        gateway.etc(RULE, GOOD.replace("e/in", "e/while-down"));
        Files.delete(gateway.state("etc/io.tidegate.route-gone.cfg"));
        Path manager = gateway.directory().resolve("var/db/baetyl/function-manager-conf/service.yml");
        Files.writeString(manager, Files.readString(manager).replace("topic: t/hi", "topic: t/while-down"));
        Files.delete(gateway.state("log/tidegate.log"));
        gateway.etc("io.tidegate.hub.cfg", "").etc("io.tidegate.route-empty.cfg", "");
        gateway.start("--bind", bind);
        stays = Peer.connect(address, "stays", "test", "hahaha").subscribe("e/out", 1).subscribe("t/+", 1);
        new Asker(stays).ask("e/while-down", a -> a.topic().equals("e/out"));
        new Asker(stays).ask("t", a -> a.topic().equals("t/while-down"));
        awaitNoRow("route", "gone");
        for (String empty : List.of("io.tidegate.hub.cfg", "io.tidegate.route-empty.cfg")) {
            gateway.await("file", "etc/" + empty, row -> row.state().equals("FAILED") && row.reason().contains("is empty"));
            Files.delete(gateway.state("etc").resolve(empty));
            awaitNoRow("file", "etc/" + empty);
        }
        assertEquals("nothing was refused on the way", List.of(),
            gateway.log().lines().filter(line -> line.matches(".*event=\\S*(refused|failed) .*")).toList());
        gateway.etc(RULE, GOOD);
    }
}
