package io.tidegate.function.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.function.Function;
import io.tidegate.function.Result;
import io.tidegate.function.internal.launch.Places;
import io.tidegate.function.spi.RuntimeAdapter;
import io.tidegate.runtime.python.internal.PythonRuntime;
import io.tidegate.status.StatusRow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a function whose name is edited while it runs? */
class RenamedFunctionTest {
    private static final Map<String, Object> PYTHON = Map.of(RuntimeAdapter.NAME, "python", "service.id", 7L);
    private static final String CODE = """
        import os, time
        def handler(event, context):
            if event.get('wait'):
                time.sleep(600)
            return os.getpid()
        """;

    @TempDir
    Path home;
    private Common common;
    private ManagedFunction first;
    private ManagedFunction second;

    @BeforeEach
    void open() throws Exception {
        Files.createDirectories(home.resolve("src"));
        Files.writeString(home.resolve("src/f.py"), CODE);
        common = new Common(new Places(home, home.resolve("data")), System.getenv(), () -> false);
        first = function("a", "a");
        second = function("b", "b");
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
        common.deactivate();
    }

    private ManagedFunction function(String pid, String name) {
        ManagedFunction function = new ManagedFunction(common, "io.tidegate.function~" + pid, () -> { });
        function.addAdapter(new PythonRuntime(), PYTHON);
        name(function, name);
        return function;
    }

    private static void name(ManagedFunction function, String name) {
        function.configure(new HashMap<>(Map.of("name", name, "handler", "f.handler", "codedir", "code",
                "mounts", "code=src:ro", "timeout", "20s", "grace", "1s")));
    }

    private static CompletableFuture<Result> call(ManagedFunction function, String event) {
        Function service = function.offered().service();
        return service.invoke(PythonFunction.call(event).build()).toCompletableFuture();
    }

    private static long worker(ManagedFunction function) throws Exception {
        return Long.parseLong(new String(call(function, "{}").get(PythonFunction.LIMIT_SECONDS, TimeUnit.SECONDS).payload(), StandardCharsets.UTF_8));
    }

    private static StatusRow row(ManagedFunction function) {
        return function.rows().get(0);
    }

    @Test
    void newName_isOffered_theOldOnesWorkersEnd_andItIsFree() throws Exception {
        long old = worker(first);
        CompletableFuture<Result> underWay = call(first, "{\"wait\": true}");
        name(first, "renamed");
        assertEquals("renamed", first.offered().name());
        assertEquals("function renamed RUNNING", row(first).toString());
        assertTrue(worker(first) != old);
        ExecutionException givenUp = assertThrows(ExecutionException.class, () -> underWay.get(PythonFunction.LIMIT_SECONDS, TimeUnit.SECONDS));
        assertTrue(givenUp.getCause() instanceof io.tidegate.function.FunctionException, givenUp.toString());
        PythonFunction.await("the old worker has ended", () -> ProcessHandle.of(old).filter(ProcessHandle::isAlive).isEmpty());
        name(second, "a");
        assertEquals("a", second.offered().name());
        worker(second);
    }

    @Test
    void takenName_isRefused_theOldOneGoesOn_untilItIsFree() throws Exception {
        long worker = worker(first);
        name(first, "b");
        assertEquals("a", first.offered().name());
        assertEquals("new configuration refused: name=b: io.tidegate.function~a is refused, io.tidegate.function~b has this name", row(first).reason());
        assertEquals(worker, worker(first));
        second.close();
        assertEquals("b", first.offered().name());
        assertEquals("", row(first).reason());
        worker(first);
    }

    @Test
    void wishThatIsTakenBack_isNobodysAnyMore() {
        name(first, "b");
        name(first, "a");
        assertEquals("", row(first).reason());
        name(second, "c");
        assertEquals("a", first.offered().name());
        ManagedFunction third = function("d", "b");
        assertEquals("b", third.offered().name());
        third.close();
    }

    @Test
    void wishThatIsReplacedByWhatIsNotAccepted_isNotGrantedLater() throws Exception {
        name(first, "b");
        first.configure(new HashMap<>(Map.of("name", "b", "handler", "f.handler", "timeout", "soon")));
        second.close();
        assertEquals("a", first.offered().name());
        assertTrue(row(first).reason().startsWith("new configuration refused: timeout=soon"), row(first).reason());
        ManagedFunction third = function("d", "b");
        assertEquals("b", third.offered().name());
        third.close();
    }

    /** Whoever offers it must see that it is not what was offered before, though it has the same name. */
    @Test
    void nameThatComesBack_isAnotherService() throws Exception {
        Function before = first.offered().service();
        assertSame(before, first.offered().service());
        name(first, "x");
        name(first, "a");
        assertNotSame(before, first.offered().service());
        worker(first);
    }

    /** One that was never let in has no name that it could keep from others. */
    @Test
    void secondWishOfOneThatNeverRan_freesTheFirst() {
        ManagedFunction third = function("d", "a");
        assertNull(third.offered().name());
        name(third, "d");
        assertEquals("d", third.offered().name());
        name(first, "e");
        ManagedFunction fourth = function("f", "a");
        assertEquals("a", fourth.offered().name());
        fourth.close();
        third.close();
    }
}
