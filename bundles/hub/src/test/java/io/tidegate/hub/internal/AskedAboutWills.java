package io.tidegate.hub.internal;

import io.tidegate.hub.spi.Authorizer;
import io.tidegate.mqtt.TopicFilter;
import io.tidegate.mqtt.TopicName;
import java.util.function.Consumer;

/**
 * Allows everything, and lets something happen when it is asked whether a client may publish its will: between the client's being
 * found good and its being let in.
 *
 * @param meanwhile told the will's topic, on the client's loop
 */
record AskedAboutWills(Consumer<String> meanwhile) implements Authorizer {
    @Override
    public boolean mayPublish(String principal, TopicName topic) {
        meanwhile.accept(topic.toString());
        return true;
    }

    @Override
    public boolean maySubscribe(String principal, TopicFilter filter) {
        return true;
    }

    @Override
    public boolean knows(String principal) {
        return true;
    }

    @Override
    public long generation() {
        return 1;
    }
}
