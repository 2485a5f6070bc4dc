package io.tidegate.hub.internal.inprocess;

import io.tidegate.hub.SessionSpec;
import io.tidegate.hub.internal.shard.Shared;
import io.tidegate.hub.spi.Authorizer;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.mqtt.TopicFilter;
import io.tidegate.mqtt.TopicName;

/** What one in-process session may: its principal's permissions, or those it was opened with. Immutable; any thread. */
final class Permissions {
    private final Shared shared;
    private final SessionSpec spec;

    Permissions(Shared shared, SessionSpec spec) {
        this.shared = shared;
        this.spec = spec;
    }

    /** SUCCESS, NOT_AUTHORIZED, or SERVER_UNAVAILABLE while nobody can say. */
    ReasonCode publish(TopicName topic) {
        if (spec.unrestricted()) {
            return ReasonCode.SUCCESS;
        }
        if (spec.username().isEmpty()) {
            return answer(spec.publish().stream().anyMatch(f -> f.matches(topic)));
        }
        Authorizer authorizer = shared.authorizer();
        return authorizer == null ? ReasonCode.SERVER_UNAVAILABLE
                : answer(authorizer.mayPublish(spec.username().get(), topic));
    }

    ReasonCode subscribe(TopicFilter filter) {
        if (spec.unrestricted()) {
            return ReasonCode.SUCCESS;
        }
        if (spec.username().isEmpty()) {
            return answer(spec.subscribe().stream().anyMatch(f -> f.covers(filter)));
        }
        Authorizer authorizer = shared.authorizer();
        return authorizer == null ? ReasonCode.SERVER_UNAVAILABLE
                : answer(authorizer.maySubscribe(spec.username().get(), filter));
    }

    private static ReasonCode answer(boolean allowed) {
        return allowed ? ReasonCode.SUCCESS : ReasonCode.NOT_AUTHORIZED;
    }
}
