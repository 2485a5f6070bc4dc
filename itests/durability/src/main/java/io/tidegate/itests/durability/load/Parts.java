package io.tidegate.itests.durability.load;

import io.tidegate.itests.durability.client.Client;
import io.tidegate.itests.durability.history.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The parts that clients play in a load. */
final class Parts {
    private Parts() { }

    /** Waits on the actor's thread. */
    private static void moment(int millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** Publishes numbered messages at a steady rate, to its topics by turns. */
    static final class Publishing implements Actor.Part {
        private static final long AFTER_CONNECTING_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

        private final List<String> topics;
        private final int qos;
        private final boolean retain;
        private final int window;
        private final long stepNanos;
        private final int atOnce;
        private int count;
        private long due;

        /** @param atOnce how many messages go out in one write */
        Publishing(List<String> topics, int qos, boolean retain, int window, int perSecond, int atOnce) {
            this.topics = topics;
            this.qos = qos;
            this.retain = retain;
            this.window = window;
            this.stepNanos = TimeUnit.SECONDS.toNanos(atOnce) / perSecond;
            this.atOnce = atOnce;
        }

        @Override
        public void connected(Client client, boolean present) {
            // What is retained after a restart is to be seen before it changes again.
            due = System.nanoTime() + (retain ? AFTER_CONNECTING_NANOS : 0);
        }

        @Override
        public void act(Client client) throws IOException {
            long wait = due - System.nanoTime();
            if (wait > 0 || client.unsettled() + atOnce > window) {
                LockSupport.parkNanos(Math.max(wait, TimeUnit.MICROSECONDS.toNanos(500)));
                return;
            }
            due = Math.max(due + stepNanos, System.nanoTime() - 100 * stepNanos); // what a pause kept from going out is not made up for
            if (atOnce > 1) {
                List<Message> messages = new ArrayList<>();
                for (int i = 0; i < atOnce; i++) {
                    messages.add(next(client));
                }
                client.publishAtOnce(messages, qos);
            } else {
                Message message = next(client);
                client.publish(message, qos, retain, window);
            }
        }

        private Message next(Client client) {
            String topic = topics.get(count % topics.size());
            return new Message(client.clientId(), topic, count++ / topics.size() + 1);
        }
    }

    /** Subscribes, once for a session, and reads. */
    static final class Watching implements Actor.Part {
        private final Map<String, Integer> filters;
        private boolean subscribed;

        Watching(Map<String, Integer> filters) {
            this.filters = filters;
        }

        @Override
        public void connected(Client client, boolean present) throws IOException {
            if (subscribed && present) {
                return;
            }
            for (var each : filters.entrySet()) {
                client.subscribe(each.getKey(), each.getValue());
            }
            subscribed = true;
        }

        /** A slow reader has the answer behind all that it has not read. */
        @Override
        public void act(Client client) throws IOException {
            moment(20);
            if (!client.slow()) {
                client.ping();
            }
        }
    }

    /** Subscribes and unsubscribes by turns, and keeps at what a lost connection left undecided. */
    static final class Changing implements Actor.Part {
        private final String filter;
        private final int qos;
        private final Random random;
        private boolean subscribed;

        Changing(String filter, int qos, Random random) {
            this.filter = filter;
            this.qos = qos;
            this.random = random;
        }

        @Override
        public void connected(Client client, boolean present) {
            subscribed &= present;
        }

        @Override
        public void act(Client client) throws IOException {
            if (subscribed) {
                client.unsubscribe(filter);
            } else {
                client.subscribe(filter, qos);
            }
            subscribed = !subscribed;
            moment(random.nextInt(80));
        }
    }

    /** Has a will; leaves, breaks its connection, and comes again. */
    static final class Willing implements Actor.Part {
        private final Random random;

        Willing(Random random) {
            this.random = random;
        }

        @Override
        public void act(Client client) throws IOException {
            moment(20 + random.nextInt(150));
            if (random.nextBoolean()) {
                client.leave();
            } else {
                client.drop();
            }
        }
    }

    /** Subscribes as one that watches; what else it does is at random. */
    private abstract static class Restless implements Actor.Part {
        final Watching watching;
        final Random random;

        Restless(Map<String, Integer> filters, Random random) {
            this.watching = new Watching(filters);
            this.random = random;
        }

        @Override
        public void connected(Client client, boolean present) throws IOException {
            watching.connected(client, present);
        }
    }

    /** Subscribes, and connects again and again without having left. */
    static final class TakingOver extends Restless {
        TakingOver(Map<String, Integer> filters, Random random) {
            super(filters, random);
        }

        @Override
        public void act(Client client) throws IOException {
            moment(random.nextInt(300));
            watching.connected(client, client.takeOver());
        }
    }

    /** Breaks its connection, stays away for a while and comes again to its kept session. */
    static final class Away extends Restless {
        Away(Map<String, Integer> filters, Random random) {
            super(filters, random);
        }

        @Override
        public void act(Client client) throws IOException {
            moment(random.nextInt(200));
            if (random.nextInt(3) == 0) {
                client.leave();
            } else {
                client.drop();
            }
            moment(random.nextInt(200));
        }
    }
}
