package io.tidegate.hub.internal;

import io.tidegate.hub.internal.shard.HubSettings;
import io.tidegate.hub.spi.Authentication;
import io.tidegate.hub.spi.Authenticator;
import io.tidegate.hub.spi.Authorizer;
import io.tidegate.hub.spi.Credentials;
import io.tidegate.mqtt.TopicFilter;
import io.tidegate.mqtt.TopicName;
import io.tidegate.store.memory.internal.MemoryStore;
import io.tidegate.transport.netty.internal.ListenerSettings;
import io.tidegate.transport.netty.internal.Listening;
import io.tidegate.transport.netty.internal.Transport;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** A whole hub on a free port: real transport, real store, people from a table. */
final class HubServer implements AutoCloseable {
    final MemoryStore store;
    final HubCore core;
    final People people = new People();
    final Transport transport;
    final Listening listening;

    HubServer(int loops) throws Exception {
        this(loops, HubSettings.DEFAULT, 32 << 20);
    }

    HubServer(int loops, HubSettings settings, long quota) throws Exception {
        store = new MemoryStore(quota);
        core = new HubCore(store, settings);
        core.shared().authenticator(people);
        core.shared().authorizer(people);
        transport = new Transport(loops);
        transport.handler(core);
        listening = transport.listen(new ListenerSettings("test", "127.0.0.1", 0, 16 << 20));
    }

    int port() {
        return listening.address().getPort();
    }

    @Override
    public void close() {
        transport.close();
        store.close();
    }

    /** User names with their permissions; the password of each is its name. */
    static final class People implements Authenticator, Authorizer {
        private final Map<String, String[][]> permissions = new ConcurrentHashMap<>(
                Map.of("test", new String[][] {{"#"}, {"#"}}));
        private volatile long generation = 1;

        void add(String name, String[] publish, String[] subscribe) {
            permissions.put(name, new String[][] {publish, subscribe});
            generation++;
        }

        @Override
        public CompletionStage<Authentication> authenticate(Credentials c) {
            boolean known = c.username() != null && c.password() != null && permissions.containsKey(c.username())
                    && c.username().equals(new String(c.password()));
            return CompletableFuture.completedFuture(known ? Authentication.accepted(c.username())
                    : Authentication.refused("unknown user name or wrong password"));
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
