package io.tidegate.function.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.config.LastAccepted;
import io.tidegate.function.internal.launch.Places;
import io.tidegate.function.spi.Launch;
import io.tidegate.function.spi.RuntimeAdapter;
import io.tidegate.runtime.python.internal.PythonRuntime;
import io.tidegate.status.StatusRow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edits that are acceptable by themselves and refused by the start of their first worker: the old configuration goes on, also over a swap. */
class RefusedStartTest {
    private static final String PID = "io.tidegate.function~f";
    private static final Map<String, Object> PYTHON = Map.of(RuntimeAdapter.NAME, "python", "service.id", 7L);

    @TempDir
    Path home;
    private Common common;
    private ManagedFunction function;
    private final PythonRuntime python = new PythonRuntime();
    private final Map<String, Object> settings = new HashMap<>(Map.of("handler", "f.handler", "codedir", "code",
            "mounts", "code=src", "timeout", "20s", "instance.idletime", "10s"));

    @BeforeEach
    void open() throws Exception {
        Files.createDirectories(home.resolve("src"));
        Files.writeString(home.resolve("src/f.py"), "def handler(event, context):\n    return 'old'\n");
        LastAccepted.forget(PID);
        start();
    }

    @AfterEach
    void close() {
        stop();
        LastAccepted.forget(PID);
    }

    /** As the component does it. */
    private void start() {
        common = new Common(new Places(home, home.resolve("data")), System.getenv(), () -> false);
        function = new ManagedFunction(common, PID, () -> { });
        LastAccepted.before(PID, settings).ifPresent(function::resume);
        function.configure(Map.copyOf(settings));
        function.addAdapter(python, PYTHON);
    }

    private void stop() {
        function.close();
        common.deactivate();
    }

    private void change(String key, String value) {
        settings.put(key, value);
        function.configure(Map.copyOf(settings));
    }

    private String answer() throws Exception {
        return new String(function.offered().service().invoke(PythonFunction.call("{}").build()).toCompletableFuture()
                .get(PythonFunction.LIMIT_SECONDS, TimeUnit.SECONDS).payload(), StandardCharsets.UTF_8);
    }

    private StatusRow row() {
        return function.rows().get(0);
    }

    private void killWorker() throws Exception {
        ProcessHandle.of(Long.parseLong(function.rows().get(1).details().get("pid"))).orElseThrow().destroyForcibly();
        PythonFunction.await("none", () -> function.rows().size() == 1);
    }

    private void awaitAnswer(String expected) throws Exception {
        PythonFunction.awaitAnswer(expected, this::answer);
    }

    private void awaitRefusal() throws Exception {
        awaitRefusal("nothing");
    }

    private void awaitRefusal(String module) throws Exception {
        PythonFunction.await("refusal for want of " + module, () -> row().reason().contains("new version refused")
                && row().reason().contains("No module named '" + module + "'"));
        assertEquals("RUNNING", row().state());
    }

    @Test
    void moduleThatDoesNotImport_theOldOneGoesOn_throughTwoSwaps_andAGoodOneComesIntoForce() throws Exception {
        assertEquals("\"old\"", answer());
        change("handler", "nothing.handler");
        awaitRefusal();
        for (int swap = 0; swap < 2; swap++) {
            stop();
            start();
            awaitRefusal();
            assertEquals("\"old\"", answer());
        }
        Files.writeString(home.resolve("src/g.py"), "def handler(event, context):\n    return 'new'\n");
        change("handler", "g.handler");
        awaitAnswer("\"new\"");
        assertEquals("", row().reason());
        stop();
        start();
        assertEquals("\"new\"", answer());
    }

    @Test
    void whileNoWorkerRuns_theOldOneGoesOnToo() throws Exception {
        assertEquals("\"old\"", answer());
        killWorker();
        change("handler", "nothing.handler");
        awaitRefusal();
        assertEquals("\"old\"", answer());
    }

    @Test
    void whileNoWorkerRuns_otherCodeDoesNotBringARefusedEditIntoForce() throws Exception {
        assertEquals("\"old\"", answer());
        change("handler", "g.handler");
        awaitRefusal("g");
        killWorker();
        Files.writeString(home.resolve("src/g.py"), "import nothing\n");
        awaitRefusal();
        assertEquals("\"old\"", answer());
        Files.writeString(home.resolve("src/g.py"), "def handler(event, context):\n    return 'new'\n");
        awaitAnswer("\"new\"");
        assertEquals("", row().reason());
    }

    @Test
    void swapInBetween_withoutACall_theOldOneGoesOnAllTheSame() throws Exception {
        assertEquals("\"old\"", answer());
        for (int swap = 0; swap < 2; swap++) {
            stop();
            start();
            assertEquals("", row().reason());
        }
        change("handler", "nothing.handler");
        awaitRefusal();
        stop();
        start();
        awaitRefusal();
        assertEquals("\"old\"", answer());
    }

    @Test
    void neverStarted_isNotBetterThanAnEditThatFailsOnceAfterASwap() throws Exception {
        stop();
        Path go = home.resolve("go");
        Files.writeString(home.resolve("src/g.py"), "import os\nif not os.path.exists('" + go + "'): raise ImportError('not yet')\n"
                + "def handler(event, context):\n    return 'new'\n");
        settings.put("handler", "g.handler");
        start();
        ExecutionException e = assertThrows(ExecutionException.class, this::answer);
        assertTrue(e.getCause().getMessage().contains("not yet"), e.getCause().getMessage());
        Files.createFile(go);
        assertEquals("\"new\"", answer());
    }

    @Test
    void sameConfiguration_isNoRefusedEdit_whileTheRuntimeIsAway() throws Exception {
        assertEquals("\"old\"", answer());
        function.removeAdapter(python);
        function.configure(Map.copyOf(settings));
        assertFalse(row().reason().contains("new configuration refused"), row().reason());
    }

    @Test
    void whileNoWorkerRuns_anotherRuntimeStartsNone_andWhatWasProvenStaysSo() throws Exception {
        assertEquals("\"old\"", answer());
        killWorker();
        RuntimeAdapter other = spec -> {
            Launch plan = python.plan(spec);
            String bootstrap = new String(plan.bootstrap(), StandardCharsets.UTF_8) + "\n# another";
            return Launch.process(plan.command(), plan.environment(), plan.bootstrapName(), bootstrap.getBytes(StandardCharsets.UTF_8));
        };
        function.addAdapter(other, Map.of(RuntimeAdapter.NAME, "python", "service.id", 9L));
        assertEquals(1, function.rows().size());
        change("handler", "nothing.handler");
        awaitRefusal();
        assertEquals("\"old\"", answer());
    }

    @Test
    void neverCalled_aRefusedEditChangesNothingOverASwap() throws Exception {
        change("timeout", "soon");
        stop();
        start();
        assertTrue(row().reason().startsWith("new configuration refused: timeout=soon"), row().reason());
        assertEquals("\"old\"", answer());
    }
}
