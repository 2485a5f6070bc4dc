package io.tidegate.function.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** kill -9 of the gateway leaves no worker, whatever the worker is doing. */
class GatewayDeathTest {
    private static final String CODE = """
            import os, re, time, signal
            def handler(event, context):
                do = event.get('do')
                if do == 'pid': return os.getpid()
                if do == 'sleep': time.sleep(600)
                if do == 'spin':
                    while True: pass
                if do == 'ignore':
                    signal.signal(signal.SIGTERM, signal.SIG_IGN)
                    while True: time.sleep(1)
                if do == 'native': re.match('(a+)+$', 'a' * 60 + 'b')
            """;

    @TempDir
    Path home;

    /** A gateway: starts a worker, tells its pid, gives it a call that never ends, waits to be killed. */
    public static final class Gateway {
        private Gateway() {
        }

        public static void main(String[] args) throws Exception {
            PythonFunction f = new PythonFunction(Path.of(args[0]), Map.of("timeout", "10m"), CODE);
            String pid = f.answer("{\"do\":\"pid\"}");
            f.pool.invoke(PythonFunction.call("{\"do\":\"" + args[1] + "\"}").build());
            System.out.println("WORKER " + pid);
            Thread.sleep(120_000);
            Runtime.getRuntime().halt(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "sleep", "spin", "ignore", "native"})
    void killedGateway_leavesNoWorker(String doing) throws Exception {
        Process gateway = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Gateway.class.getName(),
                home.toString(), doing)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            long pid = workerOf(gateway);
            ProcessHandle worker = ProcessHandle.of(pid).orElseThrow(() -> new AssertionError("worker " + pid + " is gone already"));
            assertTrue(worker.isAlive());
            gateway.destroyForcibly().waitFor();
            PythonFunction.await("end of worker " + pid, () -> !worker.isAlive());
        } finally {
            gateway.destroyForcibly();
        }
    }

    private static long workerOf(Process gateway) throws IOException {
        BufferedReader out = new BufferedReader(new InputStreamReader(gateway.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("WORKER ")) {
                return Long.parseLong(line.substring("WORKER ".length()));
            }
        }
        throw new AssertionError("the gateway ended early");
    }
}
