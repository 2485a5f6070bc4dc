package io.tidegate.hub.internal;

import io.tidegate.hub.internal.shard.HubSettings;
import io.tidegate.hub.internal.shard.Maps;
import io.tidegate.hub.internal.shard.RunningTime;
import io.tidegate.hub.spi.Authentication;
import io.tidegate.hub.spi.Authenticator;
import io.tidegate.hub.spi.Authorizer;
import io.tidegate.hub.spi.Credentials;
import io.tidegate.mqtt.TopicFilter;
import io.tidegate.mqtt.TopicName;
import io.tidegate.store.Store;
import io.tidegate.store.memory.internal.MemoryStore;
import io.tidegate.transport.netty.internal.ListenerSettings;
import io.tidegate.transport.netty.internal.Listening;
import io.tidegate.transport.netty.internal.Transport;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A whole hub on a free port: real transport, real store, people from a table. */
final class HubServer implements AutoCloseable {
    final MemoryStore store;
    HubSettings settings;
    /** What the hub takes for the time: this, and so much more. Another one counts from the next hub on. */
    volatile LongSupplier nanoTime = System::nanoTime;
    final AtomicLong laterNanos = new AtomicLong();
    final AtomicLong epochSeconds = new AtomicLong(1_700_000_000L);
    /** How often the next hub stores how late it is. */
    long storeSeconds = 60;
    volatile HubCore core;
    final People people = new People();
    private final int loops;
    UnreliableStore between;
    Transport transport;
    Listening listening;

    HubServer(int loops) throws Exception {
        this(loops, HubSettings.DEFAULT, 32 << 20);
    }

    HubServer(int loops, HubSettings settings, long quota) throws Exception {
        this.loops = loops;
        this.settings = settings;
        store = new MemoryStore(quota);
        start();
    }

    private void start() throws Exception {
        core = hub();
        startTransport();
    }

    /** The process is killed and started again: the store is what it was at this instant, every connection is gone. */
    void kill() throws Exception {
        between.cut();
        transport.close();
        start();
    }

    /** The transport is replaced by one with another number of loops, as an edit of it does; the hub stays. */
    void otherLoops(int count) throws Exception {
        int port = port();
        transport.close();
        transport = new Transport(count);
        transport.handler(core);
        listening = transport.listen(new ListenerSettings("test", "127.0.0.1", port, 16 << 20));
    }

    private HubCore hub() {
        LongSupplier nanos = nanoTime;
        between = new UnreliableStore(store);
        HubCore made = new HubCore(between, settings,
                new RunningTime(() -> nanos.getAsLong() + laterNanos.get(), epochSeconds::get, storeSeconds));
        made.shared().authenticator(people);
        made.shared().authorizer(people);
        return made;
    }

    /** Another hub takes over what the store holds, as after a swap of its bundle. */
    void replaceHub() {
        detachHub();
        core.close();
        core = hub();
        transport.handler(core);
    }

    /** The transport is stopped, and with it every connection; the hub rests until {@link #startTransport}. */
    void stopTransport() {
        transport.close();
    }

    void startTransport() throws Exception {
        transport = new Transport(loops);
        transport.handler(core);
        listening = transport.listen(new ListenerSettings("test", "127.0.0.1", 0, 16 << 20));
    }

    /** The transport's loops let go of the hub; it rests. */
    void detachHub() {
        transport.handlerGone().toCompletableFuture().orTimeout(30, java.util.concurrent.TimeUnit.SECONDS).join();
    }

    /** The loops take the hub again. */
    void attachHub() {
        transport.handler(core);
    }

    /** What the store holds of how late it is; 0 when nothing. */
    long storedSeconds() {
        long[] seconds = new long[1];
        store.recover(new Store.Recovery() {
            @Override
            public void queue(long queue, String name, long first, long next, long waiting) {
                // Not asked for.
            }

            @Override
            public void put(int map, byte[] key, byte[] value) {
                if (map == Maps.STATE && Arrays.equals(key, RunningTime.KEY)) {
                    seconds[0] = ByteBuffer.wrap(value).getLong(1);
                }
            }
        });
        return seconds[0];
    }

    /** What the hub shows of one session; null when there is none. */
    io.tidegate.hub.HubView.Client view(String clientId) throws Exception {
        return new View(core).clients().toCompletableFuture().get(5, java.util.concurrent.TimeUnit.SECONDS).stream()
                .filter(c -> c.clientId().equals(clientId)).findFirst().orElse(null);
    }

    /** Waits until something that another thread does is so; for at most 30 s. */
    static void await(String what, java.util.concurrent.Callable<Boolean> isSo) throws Exception {
        for (int looks = 0; !isSo.call(); looks++) { // counted, not timed: a machine that stood still has not waited
            if (looks == 15_000) {
                throw new AssertionError("not within 30 s: " + what);
            }
            Thread.sleep(2);
        }
    }

    int port() {
        return listening.address().getPort();
    }

    @Override
    public void close() {
        transport.close();
        store.close();
        if (between.grewWithoutRoom()) {
            throw new AssertionError("a batch with Claim.RELEASE, which is never refused, made the store grow");
        }
    }

    /** User names with their permissions; the password of each is its name until it is changed. */
    static final class People implements Authenticator, Authorizer {
        private final Map<String, String[][]> permissions = new ConcurrentHashMap<>(
                Map.of("test", new String[][] {{"#"}, {"#"}}));
        private final Map<String, String> passwords = new ConcurrentHashMap<>();
        private volatile long generation = 1;

        void password(String name, String changed) {
            passwords.put(name, changed);
            generation++;
        }

        void add(String name, String[] publish, String[] subscribe) {
            permissions.put(name, new String[][] {publish, subscribe});
            generation++;
        }

        void remove(String name) {
            permissions.remove(name);
            generation++;
        }

        @Override
        public CompletionStage<Authentication> authenticate(Credentials c) {
            boolean known = c.username() != null && c.password() != null
                    && stillAccepts(c.username(), new String(c.password()));
            return CompletableFuture.completedFuture(known ? Authentication.accepted(c.username(), new String(c.password()))
                    : Authentication.refused("unknown user name or wrong password"));
        }

        @Override
        public boolean stillAccepts(String principal, String proof) {
            return permissions.containsKey(principal) && passwords.getOrDefault(principal, principal).equals(proof);
        }

        @Override
        public boolean mayPublish(String principal, TopicName topic) {
            return any(principal, 0, f -> f.matches(topic));
        }

        @Override
        public boolean maySubscribe(String principal, TopicFilter filter) {
            return any(principal, 1, f -> f.covers(filter));
        }

        private boolean any(String principal, int which, java.util.function.Predicate<TopicFilter> allows) {
            for (String permit : permissions.getOrDefault(principal, new String[2][0])[which]) {
                if (allows.test(TopicFilter.of(permit))) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public boolean knows(String principal) {
            return permissions.containsKey(principal);
        }

        @Override
        public long generation() {
            return generation;
        }
    }
}
