package io.tidegate.hub.internal.routing;

import io.tidegate.hub.spi.Authorizer;
import io.tidegate.mqtt.TopicFilter;

/**
 * Whoever can hold subscriptions: a session with a socket, or one in this process. The fields are written on the
 * owning shard's thread and by the tree's lock holder only; other threads see them through the tree's generation.
 */
public abstract class Subscriber {
    private final String name;
    private volatile int shard;
    private volatile long queue;

    protected Subscriber(String name, int shard) {
        this.name = name;
        this.shard = shard;
    }

    /** Client identifier, or the name of an in-process session. */
    public final String name() {
        return name;
    }

    /** Whether it may receive what this filter means. Any thread. */
    public abstract boolean maySubscribe(Authorizer authorizer, TopicFilter filter);

    /** Index of the loop that owns it now. */
    public final int shard() {
        return shard;
    }

    /** Moves it to another loop; the mover then bumps the tree's generation. */
    public final void shard(int index) {
        shard = index;
    }

    /** Id of its queue in the store; 0: it ends with its connection and has none. */
    public final long queue() {
        return queue;
    }

    public final void queue(long id) {
        queue = id;
    }
}
