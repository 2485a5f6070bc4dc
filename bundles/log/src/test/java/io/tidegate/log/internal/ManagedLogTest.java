package io.tidegate.log.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.log.internal.backend.Levels;
import io.tidegate.status.StatusRow;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ops4j.pax.logging.spi.PaxLevel;
import org.ops4j.pax.logging.spi.PaxLoggingEvent;
import org.osgi.service.cm.ConfigurationAdmin;

class ManagedLogTest {
    @TempDir
    Path directory;
    private Shared shared;

    @BeforeEach
    void begin() {
        ConfigurationAdmin none = fake(ConfigurationAdmin.class, Map.of());
        shared = new Shared(directory, new Levels(none), null);
    }

    @AfterEach
    void end() {
        shared.deactivate();
    }

    private static <T> T fake(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> answers.get(method.getName())));
    }

    private void log(String logger, int syslog, String message) {
        PaxLevel level = fake(PaxLevel.class, Map.of("getSyslogEquivalent", syslog));
        shared.router().doAppend(fake(PaxLoggingEvent.class, Map.of("getLoggerName", logger, "getLevel", level, "getRenderedMessage", message,
                "getThreadName", "t", "getTimeStamp", 0L)));
    }

    private ManagedLog managed(String name, Object... keysAndValues) {
        ManagedLog log = new ManagedLog(shared, "io.tidegate.log~" + name);
        log.configure(properties(keysAndValues));
        return log;
    }

    private static Map<String, Object> properties(Object... keysAndValues) {
        Map<String, Object> properties = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i].toString(), keysAndValues[i + 1]);
        }
        return properties;
    }

    private static void state(Supplier<StatusRow> row, String state) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!row.get().state().equals(state)) {
            assertTrue(System.nanoTime() < end, row.get().toString());
            Thread.sleep(10);
        }
    }

    @Test
    void eachPart_getsItsLinesAndNobodyElses() throws Exception {
        ManagedLog hub = managed("localhub", "path", "var/hub.log", "level", "debug", "parts", "hub, store.*");
        ManagedLog manager = managed("manager", "path", "var/manager.log", "parts", new String[] {"rule", "function"});
        ManagedLog sayhi = managed("sayhi", "path", "var/sayhi.log", "level", "warn", "parts", "function/sayhi");
        log("io.tidegate.hub.internal.HubCore", 7, "hubs-debug");
        log("io.tidegate.hubble", 6, "nobodys");
        log("io.tidegate.store.memory.internal.X", 6, "stores");
        log("io.tidegate.function.internal.Pool", 6, "managers");
        log("io.tidegate.function.internal.Pool", 7, "not-asked-for");
        log("io.tidegate.function.worker.sayhi", 6, "too-small");
        log("io.tidegate.function.worker.sayhi", 4, "workers");
        log("io.tidegate.function.worker.other", 3, "of-another");
        hub.close();
        manager.close();
        sayhi.close();
        assertEquals(java.util.List.of("hubs-debug", "stores"), messages("var/hub.log"));
        assertEquals(java.util.List.of("managers"), messages("var/manager.log"));
        assertEquals(java.util.List.of("workers"), messages("var/sayhi.log"));
    }

    private java.util.List<String> messages(String file) throws Exception {
        return Files.readAllLines(directory.resolve(file)).stream().map(l -> l.replaceAll(".* msg=\"([^\"]+)\" .*", "$1")).toList();
    }

    @Test
    void aBadConfiguration_isFailedWithKeyValueAndWhatIsAllowed() {
        StatusRow row = managed("x", "level", "loud", "path", "../outside.log", "size.max", "0", "parts", "Hub!").row();
        assertEquals("FAILED", row.state());
        for (String part : new String[] {"level=loud: allowed is debug, info, warn or error", "path=../outside.log: allowed is a file inside",
            "size.max=0: allowed is a whole number of MB from 1", "parts=Hub!: allowed is"}) {
            assertTrue(row.reason().contains(part), row.reason());
        }
        assertFalse(Files.exists(directory.resolveSibling("outside.log")));
    }

    @Test
    void aBadEdit_leavesTheOldInForce() throws Exception {
        ManagedLog log = managed("x", "path", "a.log", "parts", "hub");
        state(log::row, "RUNNING");
        log.configure(properties("path", "a.log", "level", "loud", "parts", "hub"));
        assertEquals("RUNNING", log.row().state());
        assertTrue(log.row().reason().startsWith("new configuration refused: level=loud"), log.row().reason());
        log("io.tidegate.hub", 6, "still");
        log.close();
        assertEquals(java.util.List.of("still"), messages("a.log"));
    }

    @Test
    void anEdit_movesTheLinesToTheNewFile() throws Exception {
        ManagedLog log = managed("x", "path", "a.log", "parts", "hub");
        log("io.tidegate.hub", 6, "one");
        log.configure(properties("path", "b.log", "parts", "hub", "format", "json"));
        log("io.tidegate.hub", 6, "two");
        log.configure(properties("path", "b.log", "parts", "hub"));
        log("io.tidegate.hub", 6, "three");
        log.close();
        assertEquals(java.util.List.of("one"), messages("a.log"));
        assertEquals(2, Files.readAllLines(directory.resolve("b.log")).size());
    }

    @Test
    void twoWithOneFile_theSecondWaitsForTheFirst() throws Exception {
        ManagedLog first = managed("x", "path", "a.log", "parts", "hub");
        ManagedLog second = managed("y", "path", "a.log", "parts", "rule");
        assertEquals("FAILED", second.row().state());
        assertTrue(second.row().reason().contains("path=a.log: io.tidegate.log~x has it"), second.row().reason());
        first.close();
        state(second::row, "RUNNING");
        log("io.tidegate.rule.Rule", 6, "mine");
        second.close();
        assertEquals(java.util.List.of("mine"), messages("a.log"));
    }

    @Test
    void aDirectoryInThePlaceOfTheFile_isFailedAndTheNeighbourRuns() throws Exception {
        Files.createDirectories(directory.resolve("dir.log"));
        ManagedLog bad = managed("bad", "path", "dir.log", "parts", "hub");
        ManagedLog good = managed("good", "path", "good.log", "parts", "hub");
        state(bad::row, "FAILED");
        state(good::row, "RUNNING");
        assertTrue(bad.row().reason().contains("dir.log"), bad.row().reason());
        log("io.tidegate.hub", 6, "line");
        bad.close();
        good.close();
        assertEquals(java.util.List.of("line"), messages("good.log"));
    }

    @Test
    void theRuntimesOwnSteps_areNotOurDebugLines() throws Exception {
        ManagedLog log = managed("x", "path", "a.log", "level", "debug", "parts", "hub");
        log("io.tidegate.hub.internal.HubComponent", 7, "bundle io.tidegate.hub:0.1.0 (5)[io.tidegate.hub.internal.HubComponent(9)] : Querying state active");
        log("io.tidegate.hub.internal.HubComponent", 7, "bundle io.tidegate.hub:0.1.0 (5)[io.tidegate.hub.internal.HubComponent] : Component created");
        log("io.tidegate.hub.internal.HubComponent", 7, "ours");
        log.close();
        assertEquals(java.util.List.of("ours"), messages("a.log"));
    }

    @Test
    void whatTheRuntimeSaysOfAPartsComponent_isThePartsLine() throws Exception {
        ManagedLog log = managed("x", "path", "a.log", "parts", "hub");
        log("org.apache.felix.scr.impl.io.tidegate.hub.io.tidegate.hub.internal.HubComponent", 3, "failed");
        log("org.apache.felix.scr.impl.io.tidegate.hub", 3, "bundle failed");
        log("org.apache.felix.scr.impl.io.tidegate.rule", 3, "of another");
        log("org.apache.felix.scr.impl", 3, "of nobody");
        log.close();
        assertEquals(java.util.List.of("failed", "bundle failed"), messages("a.log"));
    }
}
