package io.tidegate.function.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.function.FunctionException.Kind;
import io.tidegate.function.Result;
import io.tidegate.function.internal.launch.PlannedVersion;
import io.tidegate.function.internal.pool.PoolSnapshot.WorkerSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many workers there are, and which one gets a call. */
class PoolTest {
    private static final String CODE = """
            import os, time
            def handler(event, context):
                time.sleep(event.get('seconds', 0))
                while 'until' in event and not os.path.exists(event['until']): time.sleep(0.005)
                if 'append' in event:
                    with open(event['file'], 'a') as f: f.write('%d ' % event['append'])
                return os.getpid()
            """;

    @TempDir
    Path home;

    private PythonFunction open(Map<String, Object> settings) throws Exception {
        return new PythonFunction(home, settings, CODE);
    }

    private static CompletableFuture<Result> later(PythonFunction f, String event) {
        return f.pool.invoke(PythonFunction.call(event).build()).toCompletableFuture();
    }

    private static Set<String> answers(List<CompletableFuture<Result>> calls) throws Exception {
        Set<String> all = new HashSet<>();
        for (CompletableFuture<Result> call : calls) {
            all.add(new String(call.get(PythonFunction.LIMIT_SECONDS, TimeUnit.SECONDS).payload()));
        }
        return all;
    }

    private static long running(PythonFunction f) {
        return f.snapshot().workers().stream().filter(w -> w.state().equals("RUNNING")).count();
    }

    @Test
    void onDemand_noneBeforeAndOneAfterTheFirstCall() throws Exception {
        try (PythonFunction f = open(Map.of("instance.max", "10"))) {
            assertEquals(0, f.snapshot().workers().size());
            String pid = f.answer("{}");
            assertEquals(1, running(f));
            WorkerSnapshot worker = f.snapshot().workers().get(0);
            assertEquals("on demand", worker.why());
            assertEquals(pid, String.valueOf(worker.pid()));
            for (int i = 0; i < 20; i++) {
                assertEquals(pid, f.answer("{}"), "the same worker");
            }
        }
    }

    @Test
    void slowCalls_growUpToMax() throws Exception {
        try (PythonFunction f = open(Map.of("instance.max", "3"))) {
            List<CompletableFuture<Result>> calls = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                calls.add(later(f, "{\"seconds\":0.3}"));
            }
            assertEquals(3, answers(calls).size());
            assertEquals(3, running(f));
        }
    }

    @Test
    void min_isStartedAtOnceAndKept() throws Exception {
        try (PythonFunction f = open(Map.of("instance.min", "2", "instance.max", "4", "instance.idletime", "1m"))) {
            PythonFunction.await("two workers", () -> running(f) == 2);
            assertTrue(f.snapshot().workers().stream().allMatch(w -> w.why().equals("min=2")));
            f.laterNanos.addAndGet(Duration.ofHours(1).toNanos());
            f.pool.tick();
            assertEquals(2, running(f));
            long pid = f.snapshot().workers().get(0).pid();
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            PythonFunction.await("a new one instead", () -> running(f) == 2
                    && f.snapshot().workers().stream().noneMatch(w -> w.pid() == pid));
        }
    }

    @Test
    void idle_isEndedAfterIdletimeAboveMin() throws Exception {
        try (PythonFunction f = open(Map.of("instance.max", "4", "instance.idletime", "1m"))) {
            List<CompletableFuture<Result>> calls = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                calls.add(later(f, "{\"seconds\":0.4}"));
            }
            answers(calls);
            f.pool.resize(f.config(Map.of("instance.min", "1")).limits());
            f.laterNanos.addAndGet(Duration.ofSeconds(50).toNanos());
            String used = f.answer("{}");
            f.laterNanos.addAndGet(Duration.ofSeconds(20).toNanos());
            f.pool.tick();
            PythonFunction.await("one left", () -> f.snapshot().workers().size() == 1);
            assertEquals(used, String.valueOf(f.snapshot().workers().get(0).pid()), "the one used last stays");
        }
    }

    @Test
    void smallerMax_countsAtOnce_thoughThereIsWork_andEndsNoCall() throws Exception {
        Path go = home.resolve("go");
        try (PythonFunction f = open(Map.of("instance.min", "4", "instance.max", "4", "inflight.max", "1"))) {
            PythonFunction.await("four workers", () -> running(f) == 4);
            List<CompletableFuture<Result>> given = new ArrayList<>();
            List<CompletableFuture<Result>> waiting = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                given.add(later(f, "{\"until\":\"" + go + "\"}"));
            }
            for (int i = 0; i < 100; i++) {
                waiting.add(later(f, "{\"seconds\":0.01}"));
            }
            f.pool.resize(f.config(Map.of("instance.min", "0", "instance.max", "1")).limits());
            assertEquals(1, running(f));
            assertEquals(3, f.snapshot().workers().stream().filter(w -> w.state().equals("DRAINING")).count());
            Files.createFile(go);
            assertEquals(4, answers(given).size());
            assertEquals(1, answers(waiting).size());
            assertEquals(0, f.snapshot().failures());
        }
    }

    @Test
    void smallerMax_whileWorkersStart_isNotExceededByThem() throws Exception {
        try (PythonFunction f = open(Map.of("instance.min", "3", "instance.max", "3"))) {
            assertEquals(3, f.snapshot().workers().size());
            f.pool.resize(f.config(Map.of("instance.min", "0", "instance.max", "1")).limits());
            PythonFunction.await("started", () -> f.snapshot().workers().stream().noneMatch(w -> w.state().equals("STARTING")));
            assertEquals(1, running(f));
        }
    }

    @Test
    void maxOne_runsInOrder() throws Exception {
        Path file = home.resolve("order");
        try (PythonFunction f = open(Map.of())) {
            List<CompletableFuture<Result>> calls = new ArrayList<>();
            StringBuilder expected = new StringBuilder();
            for (int i = 0; i < 500; i++) {
                calls.add(later(f, "{\"append\":" + i + ",\"file\":\"" + file + "\"}"));
                expected.append(i).append(' ');
            }
            assertEquals(1, answers(calls).size());
            assertEquals(expected.toString(), Files.readString(file));
        }
    }

    @Test
    void maxOne_runsInOrderAndOneAtATime_alsoWhileAWorkerTakesAnothersPlace() throws Exception {
        Path file = home.resolve("order");
        Path go = home.resolve("go");
        try (PythonFunction f = open(Map.of("inflight.max", "1"))) {
            String first = f.answer("{}");
            CompletableFuture<Result> running = later(f, "{\"append\":1,\"file\":\"" + file + "\",\"until\":\"" + go + "\"}");
            CompletableFuture<Result> next = later(f, "{\"append\":2,\"file\":\"" + file + "\"}");
            f.pool.offer(f.version(Map.of("env", "A=1")), "configuration changed");
            PythonFunction.await("the new one", () -> running(f) == 1
                    && f.snapshot().workers().stream().anyMatch(w -> w.state().equals("DRAINING")));
            assertEquals(1, f.snapshot().waiting(), "the new one is given nothing while the old one runs a call");
            Files.createFile(go);
            assertEquals(Set.of(first), answers(List.of(running)));
            assertNotEquals(Set.of(first), answers(List.of(next)));
            assertEquals("1 2 ", Files.readString(file));
        }
    }

    @Test
    void maxOne_whoeverTakesOver_isNotEndedAsIdle_whileACallWaitsForIt() throws Exception {
        Path go = home.resolve("go");
        try (PythonFunction f = open(Map.of("inflight.max", "1", "instance.idletime", "0s"))) {
            f.answer("{}");
            CompletableFuture<Result> running = later(f, "{\"until\":\"" + go + "\"}");
            CompletableFuture<Result> next = later(f, "{}");
            f.pool.offer(f.version(Map.of("env", "A=1")), "configuration changed");
            PythonFunction.await("the new one", () -> running(f) == 1
                    && f.snapshot().workers().stream().anyMatch(w -> w.state().equals("DRAINING")));
            List<WorkerSnapshot> both = f.snapshot().workers();
            f.pool.tick();
            f.pool.tick();
            assertEquals(both, f.snapshot().workers());
            Files.createFile(go);
            answers(List.of(running));
            long taker = both.stream().filter(w -> w.state().equals("RUNNING")).findFirst().orElseThrow().pid();
            assertEquals(Set.of(String.valueOf(taker)), answers(List.of(next)));
            f.pool.tick();
            assertEquals(0, running(f), "now it is idle");
        }
    }

    @Test
    void thousandCalls_onSeveralWorkers_areAllAnswered() throws Exception {
        try (PythonFunction f = open(Map.of("instance.min", "4", "instance.max", "4"))) {
            PythonFunction.await("four workers", () -> running(f) == 4);
            List<CompletableFuture<Result>> calls = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                calls.add(later(f, "{\"seconds\":0.001}"));
            }
            assertEquals(4, answers(calls).size());
            assertEquals(0, f.snapshot().waiting());
            assertEquals(1000, f.snapshot().workers().stream().mapToLong(WorkerSnapshot::answered).sum());
        }
    }

    @Test
    void fullLine_isSaturated() throws Exception {
        try (PythonFunction f = open(Map.of("queue.max", "5", "inflight.max", "1"))) {
            f.answer("{}");
            List<CompletableFuture<Result>> calls = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                calls.add(later(f, "{\"seconds\":0.2}"));
            }
            assertEquals(Kind.SATURATED, f.failure("{}").kind());
            answers(calls);
            f.answer("{}");
        }
    }

    @Test
    void fullLineInBytes_isSaturated_butOneLargeCallMayWait() throws Exception {
        try (PythonFunction f = open(Map.of("queue.max.bytes", "1k", "inflight.max", "1"))) {
            CompletableFuture<Result> slow = later(f, "{\"seconds\":1}");
            PythonFunction.await("its turn", () -> f.snapshot().waiting() == 0);
            CompletableFuture<Result> large = later(f, "{\"x\":\"" + "x".repeat(200_000) + "\"}");
            assertEquals(Kind.SATURATED, f.failure("{}").kind());
            assertEquals(1, answers(List.of(slow, large)).size());
        }
    }

    @Test
    void otherVersion_takesOverWithoutALostCall() throws Exception {
        try (PythonFunction f = open(Map.of("instance.max", "2"))) {
            String first = f.answer("{}");
            CompletableFuture<Result> running = later(f, "{\"seconds\":0.7}");
            f.pool.offer(f.version(Map.of("env", "A=1")), "configuration changed");
            List<CompletableFuture<Result>> calls = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                calls.add(later(f, "{\"seconds\":0.01}"));
            }
            answers(calls);
            assertEquals(Set.of(first), answers(List.of(running)), "drained, not killed");
            PythonFunction.await("the old one ends", () -> ProcessHandle.of(Long.parseLong(first)).filter(ProcessHandle::isAlive).isEmpty());
            assertNotEquals(first, f.answer("{}"));
            assertTrue(f.snapshot().workers().stream().anyMatch(w -> w.why().equals("replaced: configuration changed")));
            assertEquals(0, f.snapshot().failures());
        }
    }

    @Test
    void otherVersion_whileNoWorkerRuns_isTriedByOneThatEndsAgain_unlessACallWaits() throws Exception {
        try (PythonFunction f = open(Map.of("instance.idletime", "1m"))) {
            f.answer("{}");
            f.laterNanos.addAndGet(Duration.ofHours(1).toNanos());
            f.pool.tick();
            PythonFunction.await("none", () -> f.snapshot().workers().isEmpty());
            PlannedVersion second = f.version(Map.of("env", "A=1"));
            f.pool.offer(second, "configuration changed");
            PythonFunction.await("proof", () -> f.pool.isProven(second));
            PythonFunction.await("none", () -> f.snapshot().workers().isEmpty());
            f.pool.launchable("the runtime is not there"); // so that the old one is not started for the call that waits
            CompletableFuture<Result> waits = later(f, "{}");
            f.pool.offer(f.version(Map.of("env", "A=2")), "configuration changed");
            String third = answers(List.of(waits)).iterator().next();
            f.pool.launchable("");
            assertEquals(third, f.answer("{}"), "it stays");
        }
    }

    @Test
    void sameVersion_replacesNothing() throws Exception {
        try (PythonFunction f = open(Map.of())) {
            String first = f.answer("{}");
            f.pool.offer(f.version(Map.of()), "runtime python changed");
            assertEquals(first, f.answer("{}"));
            assertEquals(1, f.snapshot().workers().size());
        }
    }

    @Test
    void versionThatDoesNotBecomeReady_changesNothing() throws Exception {
        try (PythonFunction f = open(Map.of())) {
            String first = f.answer("{}");
            f.pool.offer(f.version(Map.of("handler", "f.nothing")), "configuration changed");
            PythonFunction.await("refusal", () -> f.snapshot().reason().contains("new version refused"));
            assertTrue(f.snapshot().well());
            assertEquals(first, f.answer("{}"));
            f.pool.offer(f.version(Map.of("handler", "f.handler", "env", "B=1")), "configuration changed");
            PythonFunction.await("the good one", () -> f.snapshot().workers().stream().anyMatch(
                    w -> w.state().equals("RUNNING") && w.pid() != Long.parseLong(first)));
            assertEquals("", f.snapshot().reason());
        }
    }

    @Test
    void drainBeyondGrace_isEnded_andItsMessageIsNotToBlame() throws Exception {
        try (PythonFunction f = open(Map.of("grace", "5s"))) {
            ProcessHandle old = ProcessHandle.of(Long.parseLong(f.answer("{}"))).orElseThrow();
            CompletableFuture<Result> stuck = later(f, "{\"seconds\":600}");
            CompletableFuture<Void> ended = stuck.handle((none, e) -> { // whoever makes it again finds nobody at it
                old.onExit().orTimeout(PythonFunction.LIMIT_SECONDS, TimeUnit.SECONDS).join();
                return null;
            });
            f.pool.offer(f.version(Map.of("env", "A=1")), "configuration changed");
            PythonFunction.await("the new one", () -> running(f) == 1
                    && f.snapshot().workers().stream().anyMatch(w -> w.state().equals("DRAINING")));
            f.laterNanos.addAndGet(Duration.ofSeconds(6).toNanos());
            f.pool.tick();
            var e = PythonFunction.failure(stuck);
            assertEquals(Kind.UNAVAILABLE, e.kind());
            assertEquals("function f: its worker was to end and did not finish within grace=5s", e.getMessage());
            ended.get(PythonFunction.LIMIT_SECONDS, TimeUnit.SECONDS);
            assertEquals(0, f.snapshot().crashes());
            f.answer("{}");
        }
    }

    @Test
    void noRuntime_callsWaitAndAreServedWhenItComes() throws Exception {
        try (PythonFunction f = open(Map.of("timeout", "10s"))) {
            f.pool.launchable("runtime python is not there");
            CompletableFuture<Result> waits = later(f, "{}");
            assertEquals(1, f.snapshot().waiting());
            f.pool.launchable("");
            answers(List.of(waits));
        }
    }

    @Test
    void noRuntime_callsDoNotWaitForEver() throws Exception {
        try (PythonFunction f = open(Map.of("timeout", "10s"))) {
            f.pool.launchable("runtime python is not there");
            CompletableFuture<Result> waits = later(f, "{}");
            f.laterNanos.addAndGet(Duration.ofSeconds(11).toNanos());
            f.pool.tick();
            var e = PythonFunction.failure(waits);
            assertEquals(Kind.UNAVAILABLE, e.kind());
            assertEquals("function f has no worker: runtime python is not there", e.getMessage());
        }
    }
}
