package io.tidegate.function.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidegate.function.Function;
import io.tidegate.function.internal.launch.Places;
import io.tidegate.function.spi.FunctionSpec;
import io.tidegate.function.spi.Launch;
import io.tidegate.function.spi.RuntimeAdapter;
import io.tidegate.runtime.python.internal.PythonRuntime;
import io.tidegate.status.StatusRow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.io.TempDir;

/** A function under configurations, adapters and code that come, change and go. */
class ManagedFunctionTest {
    private static final Map<String, Object> PYTHON = Map.of(RuntimeAdapter.NAME, "python", "service.id", 7L);
    private static final String CODE = "import os\ndef handler(event, context):\n    return 'one %s' % os.environ.get('A')\n";

    @TempDir
    Path home;
    private Common common;
    private boolean stopping;
    private ManagedFunction function;
    private final PythonRuntime python = new PythonRuntime();
    private final Map<String, Object> settings = new HashMap<>(Map.of("handler", "f.handler", "codedir", "code",
            "mounts", "code=src:ro", "timeout", "20s", "tidegate.source", "service.yml:3"));

    @BeforeEach
    void open() throws Exception {
        Files.createDirectories(home.resolve("src"));
        Files.writeString(home.resolve("src/f.py"), CODE);
        common = new Common(new Places(home, home.resolve("data")), System.getenv(), () -> stopping);
        function = new ManagedFunction(common, "io.tidegate.function~f", () -> { });
    }

    @AfterEach
    void close() {
        function.close();
        common.deactivate();
    }

    private String answer() throws Exception {
        Function service = function.offered().service();
        return new String(service.invoke(PythonFunction.call("{}").build()).toCompletableFuture()
                .get(PythonFunction.LIMIT_SECONDS, TimeUnit.SECONDS).payload(), StandardCharsets.UTF_8);
    }

    private StatusRow row() {
        return function.rows().get(0);
    }

    private void change(String key, Object value) {
        settings.put(key, value);
        function.configure(settings);
    }

    private void awaitAnswer(String expected) throws Exception {
        PythonFunction.awaitAnswer(expected, this::answer);
    }

    @Test
    void configured_isOfferedUnderItsName_andSaysHowItIs() throws Exception {
        function.addAdapter(python, PYTHON);
        function.configure(settings);
        assertEquals("f", function.offered().name());
        assertEquals("RUNNING", row().state());
        assertEquals("0", row().details().get("instances"));
        assertEquals("\"one None\"", answer());
        assertEquals("1", row().details().get("instances"));
        assertEquals("1", row().details().get("calls"));
        assertEquals("service.yml:3", row().details().get("source"));
        assertEquals(List.of("io.tidegate.function~f"), row().pids());
        assertTrue(row().details().get("interpreter").contains("CPython"), row().details().toString());
        assertTrue(row().details().get("mounts").contains("read-only"));
        assertTrue(row().details().get("user").contains("no user of its own"));
        StatusRow worker = function.rows().get(1);
        assertEquals("worker f.f.1 RUNNING", worker.toString());
        assertEquals("f", worker.details().get("function"));
    }

    @Test
    void badConfiguration_isInTheListsAndNotOffered_untilMended() throws Exception {
        function.addAdapter(python, PYTHON);
        change("instance.max", "0");
        assertNull(function.offered().name());
        assertEquals("FAILED", row().state());
        assertEquals("instance.max=0: allowed is a whole number from 1 to 100", row().reason());
        change("instance.max", "2");
        assertEquals("\"one None\"", answer());
    }

    @Test
    void badEdit_neverStopsWhatRuns() throws Exception {
        function.addAdapter(python, PYTHON);
        function.configure(settings);
        answer();
        String pid = function.rows().get(1).details().get("pid");
        change("timeout", "soon");
        assertEquals("RUNNING", row().state());
        assertTrue(row().reason().startsWith("new configuration refused: timeout=soon: allowed is a duration"), row().reason());
        assertEquals("\"one None\"", answer());
        change("timeout", "20s");
        change("handler", "nodot");
        assertTrue(row().reason().contains("handler=nodot: allowed is module.function"), row().reason());
        assertEquals("\"one None\"", answer());
        change("handler", "f.handler");
        assertEquals("", row().reason());
        assertEquals(pid, function.rows().get(1).details().get("pid"), "no worker was touched");
    }

    @Test
    void changedEnvironment_replacesTheWorkers() throws Exception {
        function.addAdapter(python, PYTHON);
        function.configure(settings);
        answer();
        change("env.A", "two");
        awaitAnswer("\"one two\"");
    }

    @Test
    void changedCode_replacesTheWorkers_andBrokenCodeDoesNot() throws Exception {
        function.addAdapter(python, PYTHON);
        function.configure(settings);
        answer();
        Files.writeString(home.resolve("src/f.py"), "def handler(event, context):\n    return 'new'\n");
        awaitAnswer("\"new\"");
        Files.writeString(home.resolve("src/f.py"), "def handler(event, context)\n    return 'broken'\n");
        PythonFunction.await("refusal", () -> row().reason().contains("new version refused"));
        assertTrue(row().reason().contains("SyntaxError"), row().reason());
        assertEquals("\"new\"", answer());
        Files.writeString(home.resolve("src/f.py"), "def handler(event, context):\n    return 'newer'\n");
        awaitAnswer("\"newer\"");
        assertEquals("", row().reason());
    }

    @Test
    void adapterAway_workersGoOn_andANewOneOfTheSameContentTouchesNone() throws Exception {
        function.configure(settings);
        assertEquals("WAITING", row().state());
        assertEquals("runtime python is not there", row().reason());
        function.addAdapter(python, PYTHON);
        answer();
        String pid = function.rows().get(1).details().get("pid");
        function.removeAdapter(python);
        assertEquals("\"one None\"", answer());
        function.addAdapter(new PythonRuntime(), Map.of(RuntimeAdapter.NAME, "python", "service.id", 8L));
        assertEquals("\"one None\"", answer());
        assertEquals(pid, function.rows().get(1).details().get("pid"));
    }

    /** As after a swap, when what was in force comes first and the edit that was refused comes after it, both before the adapter. */
    @Test
    void editThatNoAdapterCouldJudge_isJudgedWhenThereIsOne_andStopsNothing() throws Exception {
        function.configure(settings);
        Map<String, Object> bad = new HashMap<>(settings);
        bad.put("handler", "nodot");
        function.configure(bad);
        assertEquals("new configuration refused: runtime python is not there", row().reason());
        function.addAdapter(python, PYTHON);
        assertEquals("\"one None\"", answer());
        assertTrue(row().reason().startsWith("new configuration refused: handler=nodot"), row().reason());
        function.removeAdapter(python);
        function.configure(settings);
        function.addAdapter(python, PYTHON);
        assertEquals("", row().reason());
        assertEquals("\"one None\"", answer());
    }

    @Test
    void adapterThatPlansOtherwise_replacesTheWorkers() throws Exception {
        function.addAdapter(python, PYTHON);
        function.configure(settings);
        answer();
        RuntimeAdapter other = new RuntimeAdapter() {
            @Override
            public Launch plan(FunctionSpec spec) {
                Launch plan = python.plan(spec);
                Map<String, String> environment = new HashMap<>(plan.environment());
                environment.put("A", "other");
                return Launch.process(plan.command(), environment, plan.bootstrapName(), plan.bootstrap());
            }
        };
        function.addAdapter(other, Map.of(RuntimeAdapter.NAME, "python", "service.id", 9L));
        awaitAnswer("\"one other\"");
    }

    @Test
    void adapterThatThrows_changesNothing() throws Exception {
        function.addAdapter(python, PYTHON);
        function.configure(settings);
        answer();
        RuntimeAdapter broken = spec -> {
            throw new IllegalStateException("no plan");
        };
        function.addAdapter(broken, Map.of(RuntimeAdapter.NAME, "python", "service.id", 9L));
        assertEquals("\"one None\"", answer());
        assertTrue(row().reason().contains("runtime python failed: java.lang.IllegalStateException: no plan"), row().reason());
        function.removeAdapter(broken);
        assertEquals("", row().reason());
    }

    @Test
    void secondOfOneName_isRefusedUntilTheFirstGoes() throws Exception {
        function.addAdapter(python, PYTHON);
        function.configure(settings);
        Map<String, Object> same = new HashMap<>(settings);
        same.put("name", "f");
        same.put("tidegate.source", "other.yml:9");
        ManagedFunction second = new ManagedFunction(common, "io.tidegate.function~g", () -> { });
        second.addAdapter(python, PYTHON);
        second.configure(same);
        try {
            assertNull(second.offered().name());
            StatusRow refused = second.rows().get(0);
            assertEquals("FAILED", refused.state());
            assertEquals("name=f: other.yml:9 (io.tidegate.function~g) is refused, service.yml:3 (io.tidegate.function~f) has this name",
                    refused.reason());
            function.close();
            assertEquals("f", second.offered().name());
            assertEquals("RUNNING", second.rows().get(0).state());
        } finally {
            second.close();
        }
    }

    @Test
    void close_takesLessThanTwoSeconds_andLeavesNoProcess() throws Exception {
        Files.writeString(home.resolve("src/f.py"), """
                import signal, time, os
                def handler(event, context):
                    signal.signal(signal.SIGTERM, signal.SIG_IGN)
                    if event: time.sleep(600)
                    return os.getpid()
                """);
        function.addAdapter(python, PYTHON);
        function.configure(settings);
        long pid = Long.parseLong(answer());
        function.offered().service().invoke(PythonFunction.call("1").build());
        long start = System.nanoTime();
        function.close();
        assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(1));
        common.deactivate();
        assertTrue(System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(2_500));
        PythonFunction.await("end", () -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
        assertNotEquals(0, pid);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void workersThatAreIdleEndWhileTheNextContentStarts_butNotWhenTheGatewayStops(boolean gatewayStops) throws Exception {
        Files.writeString(home.resolve("src/f.py"), """
                import atexit, os, time
                atexit.register(time.sleep, 600)
                def handler(event, context):
                    return os.getpid()
                """);
        stopping = gatewayStops;
        function.addAdapter(python, PYTHON);
        function.configure(settings);
        ProcessHandle worker = ProcessHandle.of(Long.parseLong(answer())).orElseThrow();
        function.close();
        long start = System.nanoTime();
        common.deactivate();
        long took = System.nanoTime() - start;
        assumeTrue(gatewayStops || took < TimeUnit.MILLISECONDS.toNanos(1400), "the machine stood still: nothing can be said");
        assertEquals(gatewayStops, took >= TimeUnit.MILLISECONDS.toNanos(1400), took + " ns");
        PythonFunction.await("end", () -> !worker.isAlive());
    }
}
