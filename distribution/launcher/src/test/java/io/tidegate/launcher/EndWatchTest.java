package io.tidegate.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;

@Timeout(60)
class EndWatchTest {
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Duration SHORT = Duration.ofMillis(150);

    private final AtomicInteger framework = new AtomicInteger(Bundle.STOPPING);
    private final AtomicInteger hub = new AtomicInteger(Bundle.ACTIVE);
    private final AtomicInteger foreign = new AtomicInteger(Bundle.ACTIVE);
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();

    private static Bundle bundle(long id, String name, AtomicInteger state) {
        return (Bundle) Proxy.newProxyInstance(Bundle.class.getClassLoader(), new Class<?>[] {Bundle.class}, (proxy, method, arguments) ->
            switch (method.getName()) {
                case "getBundleId" -> id;
                case "getSymbolicName" -> name;
                case "getVersion" -> new Version("1.0");
                case "getState" -> state.get();
                default -> throw new UnsupportedOperationException(method.getName());
            });
    }

    private Thread watch(Duration ours, Duration rest) {
        Bundle system = bundle(0, "org.apache.felix.framework", framework);
        List<Bundle> all = List.of(system, bundle(7, "io.tidegate.hub", hub), bundle(8, "com.example", foreign));
        Thread thread = new Thread(new EndWatch(system, all, ours, rest, ended::complete));
        thread.start();
        return thread;
    }

    @Test
    void containerThatEnds_isLeftAlone() throws Exception {
        Thread watch = watch(LONG, LONG);
        hub.set(Bundle.RESOLVED);
        framework.set(Bundle.RESOLVED);
        watch.join();
        assertTrue(!ended.isDone());
    }

    @Test
    void foreignBundleThatHangs_isACleanEnd_onceOursHaveStopped() throws Exception {
        watch(LONG, SHORT);
        hub.set(Bundle.RESOLVED);
        assertEquals(0, ended.get(30, TimeUnit.SECONDS));
    }

    @Test
    void ourOwnThatHangs_isTheEndOfACrash() throws Exception {
        foreign.set(Bundle.RESOLVED);
        watch(SHORT, SHORT);
        assertEquals(Refusal.FAILED, ended.get(30, TimeUnit.SECONDS));
    }

    @Test
    void ourOwn_haveTheirTime() throws Exception {
        watch(LONG, SHORT);
        TimeUnit.MILLISECONDS.sleep(4 * SHORT.toMillis()); // nothing to wait for: nothing may happen
        assertTrue(!ended.isDone());
        framework.set(Bundle.RESOLVED);
    }
}
