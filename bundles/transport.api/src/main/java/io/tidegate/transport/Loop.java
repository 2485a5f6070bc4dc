package io.tidegate.transport;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/** One thread of the transport; lives as long as the transport's bundle is active, with or without a listener. */
@ProviderType
public interface Loop {
    /** 0 to {@link #count()} − 1. Any thread. */
    int index();

    /** How many loops there are. Any thread. */
    int count();

    /** Asks for one {@link LoopHandler#woken()}; calls that come before it coalesce. Any thread. */
    void wake();

    /** Runs a task later on the loop's thread; for the shard's timer wheel, never per message. Loop thread only. Cleared on detach. */
    void schedule(Duration in, Runnable task);

    /** The loop's one reusable PUBLISH. Loop thread only. */
    Outgoing outgoing();
}
