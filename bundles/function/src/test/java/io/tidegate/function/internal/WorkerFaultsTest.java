package io.tidegate.function.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.function.FunctionException;
import io.tidegate.function.FunctionException.Kind;
import io.tidegate.function.Result;
import io.tidegate.function.internal.pool.Leaving;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Handlers that do what they should not: a clear answer for the call, and nothing else stops. */
class WorkerFaultsTest {
    private static final String CODE = """
            import os, sys, time, subprocess
            def handler(event, context):
                do = event.get('do')
                if do == 'print':
                    print('hello log')
                    sys.stderr.write('hello stderr\\n')
                    sys.stdout.write('x' * 20000 + '\\n\\x1b[31mred\\x07\\n')
                if do == 'garbage1': os.write(1, b'\\x00\\x00\\x00\\x05garbage\\n')
                if do == 'garbage':
                    for fd in range(3, 20):
                        try: os.write(fd, b'HTTP/1.1 200 OK\\r\\n\\r\\n' * 3)
                        except OSError: pass
                if do == 'closefds': os.closerange(3, 64)
                if do == 'die': os._exit(7)
                if do == 'kill': os.kill(os.getpid(), 9)
                if do == 'sleep': time.sleep(event['seconds'])
                if do == 'spin':
                    while True: pass
                if do == 'child':
                    p = subprocess.Popen(['sleep', '600'])
                    open(event['file'], 'w').write(str(p.pid))
                    time.sleep(600)
                if do == 'fork':
                    pid = os.fork()
                    if pid == 0: return 'child'
                    os.waitpid(pid, 0)
                    return 'parent'
                if do == 'until':
                    import atexit
                    def until(file):
                        while not os.path.exists(file): time.sleep(0.005)
                    atexit.register(until, event['ended'])
                    open(event['begun'], 'w').close()
                    until(event['answered'])
                if do == 'huge': return 'x' * event['size']
                if do == 'pid': return os.getpid()
                return do
            """;

    @TempDir
    Path home;

    private PythonFunction open(Map<String, Object> settings) throws Exception {
        return new PythonFunction(home, settings, CODE);
    }

    private static String does(String what) {
        return "{\"do\":\"" + what + "\"}";
    }

    private static void crashes(FunctionException e) {
        assertEquals(Kind.CRASHED, e.kind());
        assertEquals("rpc error: code = Unavailable desc = transport is closing", e.getMessage());
    }

    @Test
    void printing_isTheLog() throws Exception {
        try (PythonFunction f = open(Map.of())) {
            assertEquals("\"print\"", f.answer(does("print")));
            assertEquals("\"garbage1\"", f.answer(does("garbage1")));
            PythonFunction.await("all lines", () -> f.printed.stream().anyMatch(l -> l.contains("garbage")));
            assertTrue(f.printed.contains("[f.f.1] hello log"), f.printed.toString());
            assertTrue(f.printed.contains("[f.f.1] hello stderr"));
            assertTrue(f.printed.contains("[f.f.1] " + "x".repeat(8192) + " [cut: " + (20000 - 8192) + " more bytes]"));
            assertTrue(f.printed.contains("[f.f.1] \\u001b[31mred\\u0007"));
            assertTrue(f.printed.contains("[f.f.1] \\u0000\\u0000\\u0000\\u0005garbage"));
        }
    }

    @Test
    void garbageOnTheFrameChannel_endsTheWorkerOnly() throws Exception {
        try (PythonFunction f = open(Map.of())) {
            crashes(f.failure(does("garbage")));
            assertEquals("\"ok\"", f.answer(does("ok")));
        }
    }

    @Test
    void framesClosed_endsTheWorkerOnly() throws Exception {
        try (PythonFunction f = open(Map.of())) {
            crashes(f.failure(does("closefds")));
            assertEquals("\"ok\"", f.answer(does("ok")));
        }
    }

    @Test
    void deathInACall_isCrashed_andTheNextCallIsServed() throws Exception {
        try (PythonFunction f = open(Map.of())) {
            crashes(f.failure(does("die")));
            crashes(f.failure(does("kill")));
            assertEquals("\"ok\"", f.answer(does("ok")));
            assertEquals(2, f.snapshot().crashes());
        }
    }

    @Test
    void forkedChildThatReturns_doesNotAnswer() throws Exception {
        try (PythonFunction f = open(Map.of())) {
            assertEquals("\"parent\"", f.answer(does("fork")));
            assertEquals("\"ok\"", f.answer(does("ok")));
        }
    }

    @Test
    void noAnswerInTime_isTimeoutAtOnce_andQueuedCallsAreServed() throws Exception {
        try (PythonFunction f = open(Map.of("timeout", "700ms", "inflight.max", "4"))) {
            for (int i = 0; i < 50; i++) {
                f.answer(does("warm"));
            }
            long start = System.nanoTime();
            CompletableFuture<Result> stuck = f.pool.invoke(PythonFunction.call(does("spin")).build()).toCompletableFuture();
            List<CompletableFuture<Result>> behind = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                behind.add(f.pool.invoke(PythonFunction.call(does("ok")).build()).toCompletableFuture());
            }
            FunctionException e = PythonFunction.failure(stuck);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            assertEquals(Kind.TIMEOUT, e.kind());
            assertEquals("rpc error: code = DeadlineExceeded desc = context deadline exceeded", e.getMessage());
            assertTrue(millis >= 700 && millis < 5_000, millis + " ms");
            for (CompletableFuture<Result> call : behind) {
                assertEquals("\"ok\"", new String(call.get(PythonFunction.LIMIT_SECONDS, TimeUnit.SECONDS).payload()));
            }
            assertEquals(1, f.snapshot().timeouts());
        }
    }

    @Test
    void shorterTimeout_countsAlsoForTheCallThatRuns_andForTheNext() throws Exception {
        try (PythonFunction f = open(Map.of("timeout", "10m"))) {
            f.answer(does("warm"));
            CompletableFuture<Result> running = f.pool.invoke(PythonFunction.call(does("spin")).build()).toCompletableFuture();
            f.pool.resize(f.config(Map.of("timeout", "300ms")).limits());
            assertEquals(Kind.TIMEOUT, PythonFunction.failure(running).kind());

            f.pool.resize(f.config(Map.of("timeout", "10m")).limits());
            f.answer(does("warm"));
            f.pool.resize(f.config(Map.of("timeout", "300ms")).limits());
            assertEquals(Kind.TIMEOUT, f.failure(does("spin")).kind());
            assertEquals(2, f.snapshot().timeouts());
        }
    }

    @Test
    void timedOutWorker_takesItsChildrenAlong() throws Exception {
        Path file = home.resolve("child");
        try (PythonFunction f = open(Map.of("timeout", "2s"))) {
            assertEquals(Kind.TIMEOUT, f.failure("{\"do\":\"child\",\"file\":\"" + file + "\"}").kind());
            long pid = Long.parseLong(Files.readString(file));
            PythonFunction.await("end of the child", () -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
        }
    }

    @Test
    void replyBeyondTheLimit_failsTheCallOnly() throws Exception {
        try (PythonFunction f = open(Map.of("message.length.max", "1m"))) {
            long pid = Long.parseLong(f.answer(does("pid")));
            FunctionException e = f.failure("{\"do\":\"huge\",\"size\":5000000}");
            assertEquals(Kind.FAILED, e.kind());
            assertEquals("rpc error: code = ResourceExhausted desc = grpc: received message larger than max (5000002 vs. 1048576)",
                    e.getMessage());
            assertEquals(1_000_002, f.answer("{\"do\":\"huge\",\"size\":1000000}").length());
            assertEquals(pid, Long.parseLong(f.answer(does("pid"))), "the same worker");
        }
    }

    @Test
    void codeThatDoesNotLoad_isUnavailableWithTheReason() throws Exception {
        try (PythonFunction f = new PythonFunction(home, Map.of(), "import nothing_of_this_name\n")) {
            FunctionException e = f.failure("{}");
            assertEquals(Kind.UNAVAILABLE, e.kind());
            assertTrue(e.getMessage().contains("No module named 'nothing_of_this_name'"), e.getMessage());
            assertFalse(f.snapshot().well());
            assertTrue(f.snapshot().reason().contains("nothing_of_this_name"), f.snapshot().reason());
            long start = System.nanoTime();
            for (int i = 0; i < 3; i++) {
                assertEquals(Kind.UNAVAILABLE, f.failure("{}").kind());
            }
            assertTrue(System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(500 + 1000 + 2000 - 100), "backoff doubles");
        }
    }

    @Test
    void whatCannotStart_saysWhy() throws Exception {
        Map<Map<String, Object>, String> wrong = Map.of(
                Map.of("interpreter", "python-of-nowhere"), "interpreter python-of-nowhere cannot be started",
                Map.of("codedir", "elsewhere"), "codedir elsewhere: no such directory in ",
                Map.of("handler", "f.nothing"), "has no function nothing",
                Map.of("interpreter", "/bin/true"), "ended with exit code 0",
                Map.of("interpreter", "/usr/bin/env"), "its command was not found (key interpreter)",
                Map.of("interpreter", "/bin/echo"), "wrote garbage on its frame channel");
        for (Map.Entry<Map<String, Object>, String> one : wrong.entrySet()) {
            try (PythonFunction f = open(one.getKey())) {
                FunctionException e = f.failure("{}");
                assertEquals(Kind.UNAVAILABLE, e.kind());
                assertTrue(e.getMessage().contains(one.getValue()), e.getMessage());
            }
        }
    }

    @Test
    void closing_givesUpCallsAndEndsWorkers() throws Exception {
        long pid;
        CompletableFuture<Result> running;
        try (PythonFunction f = open(Map.of())) {
            pid = Long.parseLong(f.answer(does("pid")));
            running = f.pool.invoke(PythonFunction.call(does("spin")).build()).toCompletableFuture();
        }
        assertEquals(Kind.UNAVAILABLE, PythonFunction.failure(running).kind());
        PythonFunction.await("end of the worker", () -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void closing_aWorkerIsAtItsCallUntilItAnswered_howeverLongItThenTakesToEnd() throws Exception {
        Path begun = home.resolve("begun");
        Path answered = home.resolve("answered");
        Path ended = home.resolve("ended");
        try (PythonFunction f = open(Map.of())) {
            f.pool.invoke(PythonFunction.call("{\"do\":\"until\",\"begun\":\"" + begun + "\",\"answered\":\"" + answered
                    + "\",\"ended\":\"" + ended + "\"}").build());
            PythonFunction.await("the call", () -> Files.exists(begun));
            Leaving leaving = f.pool.close().get(0);
            assertFalse(leaving.awaitCall(TimeUnit.MILLISECONDS.toNanos(20)), "it waits for a file");
            Files.createFile(answered);
            assertTrue(leaving.awaitCall(TimeUnit.SECONDS.toNanos(PythonFunction.LIMIT_SECONDS)));
            assertTrue(leaving.process().alive(), "it waits for another file");
            Files.createFile(ended);
            assertTrue(leaving.process().awaitEnd(TimeUnit.SECONDS.toNanos(PythonFunction.LIMIT_SECONDS)));
        }
    }
}
