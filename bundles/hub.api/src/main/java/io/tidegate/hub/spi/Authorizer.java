package io.tidegate.hub.spi;

import io.tidegate.mqtt.TopicFilter;
import io.tidegate.mqtt.TopicName;
import org.osgi.annotation.versioning.ConsumerType;

/** Says what a principal may. Answers at once from an immutable table; any thread, also loops. */
@ConsumerType
public interface Authorizer {
    boolean mayPublish(String principal, TopicName topic);

    /** Whether every topic that the filter means may be received. */
    boolean maySubscribe(String principal, TopicFilter filter);

    /** Whether the principal exists; a session of one that does not gets and sends nothing. */
    boolean knows(String principal);

    /** Grows with every change of the table; what was answered under another generation is asked again. */
    long generation();
}
