package io.tidegate.function.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.function.FunctionException;
import io.tidegate.function.Invocation;
import io.tidegate.function.internal.config.FunctionConfig;
import io.tidegate.function.internal.config.FunctionConfigReader;
import io.tidegate.function.internal.launch.CodeWatch;
import io.tidegate.function.internal.launch.Places;
import io.tidegate.function.internal.launch.PlannedVersion;
import io.tidegate.function.internal.launch.WorkerEnvironment;
import io.tidegate.function.internal.pool.Leaving;
import io.tidegate.function.internal.pool.Pool;
import io.tidegate.function.internal.pool.PoolSnapshot;
import io.tidegate.function.internal.worker.WorkerProcess;
import io.tidegate.runtime.python.internal.PythonRuntime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** A pool of real Python workers in a directory of its own. */
final class PythonFunction implements AutoCloseable {
    static final int LIMIT_SECONDS = 30;

    final Path home;
    final Pool pool;
    final List<String> printed = new CopyOnWriteArrayList<>();
    /** Added to the real clock. */
    final AtomicLong laterNanos = new AtomicLong();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService launcher = Executors.newSingleThreadExecutor();
    private final Map<String, Object> properties;

    PythonFunction(Path home, Map<String, Object> settings, String code) throws IOException {
        this.home = home;
        this.properties = new HashMap<>(Map.of("name", "f", "handler", "f.handler", "codedir", "code",
                "mounts", "code=src", "timeout", "20s"));
        properties.putAll(settings);
        code(code);
        pool = new Pool("f", config(Map.of()).limits(), () -> System.nanoTime() + laterNanos.get(), timer, launcher);
        pool.offer(version(Map.of()), "first");
    }

    void code(String code) throws IOException {
        Files.createDirectories(home.resolve("src"));
        Files.writeString(home.resolve("src/f.py"), code);
    }

    FunctionConfig config(Map<String, Object> changed) {
        properties.putAll(changed);
        FunctionConfigReader.Outcome read = FunctionConfigReader.read("io.tidegate.function~f", properties);
        assertTrue(read.config().isPresent(), read::reason);
        return read.config().get();
    }

    PlannedVersion version(Map<String, Object> changed) {
        return PlannedVersion.of(new Places(home, home.resolve("data")), config(changed),
                new WorkerEnvironment(System.getenv()), new PythonRuntime(), new CodeWatch(System::nanoTime, List.of()), printed::add);
    }

    static Invocation.Builder call(String payload) {
        return Invocation.of("delivery-1").topic("t").payload(payload.getBytes(StandardCharsets.UTF_8));
    }

    String answer(String payload) throws Exception {
        return answer(call(payload).build());
    }

    String answer(Invocation invocation) throws Exception {
        return new String(pool.invoke(invocation).toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS).payload(),
                StandardCharsets.UTF_8);
    }

    FunctionException failure(String payload) throws Exception {
        return failure(pool.invoke(call(payload).build()).toCompletableFuture());
    }

    static FunctionException failure(CompletableFuture<?> call) throws InterruptedException, TimeoutException {
        try {
            Object answer = call.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            throw new AssertionError("answered " + answer);
        } catch (ExecutionException e) {
            return (FunctionException) e.getCause();
        }
    }

    PoolSnapshot snapshot() {
        return pool.snapshot();
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "not within " + LIMIT_SECONDS + " s: " + what);
            Thread.sleep(5);
        }
    }

    static void awaitAnswer(String expected, Callable<String> call) throws InterruptedException {
        await(expected, () -> {
            try {
                return call.call().equals(expected);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    @Override
    public void close() throws InterruptedException {
        List<WorkerProcess> processes = pool.close().stream().map(Leaving::process).toList();
        for (WorkerProcess p : processes) {
            if (!p.awaitEnd(TimeUnit.SECONDS.toNanos(1))) {
                p.kill();
            }
        }
        launcher.shutdown();
        timer.shutdownNow();
    }
}
