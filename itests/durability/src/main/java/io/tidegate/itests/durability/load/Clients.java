package io.tidegate.itests.durability.load;

import io.tidegate.itests.durability.check.Violation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A load on a broker, and the judgement of what came of it. */
public interface Clients extends AutoCloseable {
    /** Begins, as soon as the broker listens. Returns when everybody is connected and subscribed. */
    void start(Duration limit) throws IOException;

    /** Waits until the publishers are connected: then the broker is there again, and messages flow. */
    void awaitPublishers(Duration limit);

    /** Looks at the broker as somebody new. */
    void probe() throws IOException;

    /**
     * Publishes no more, lets everybody connect and get what is owed, and judges.
     *
     * @param limit how long anybody may wait for what is owed; a broker that owes nothing more is not waited for
     */
    List<Violation> finish(Duration limit) throws IOException;

    @Override
    void close() throws IOException;
}
