package io.tidegate.rule.internal;

import io.tidegate.function.FunctionException.Kind;
import io.tidegate.hub.Outcome;
import io.tidegate.hub.Reason;
import io.tidegate.mqtt.Message;
import io.tidegate.mqtt.QoS;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.mqtt.TopicName;
import io.tidegate.rule.internal.config.RuleSettings;
import io.tidegate.rule.internal.time.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every delivery its outcome: acknowledged with its result, acknowledged with an error message, set aside, or to
 * be delivered again. Results leave through {@code acknowledge} alone, one batch with the end of the input, so a
 * delivery that has become stale publishes nothing. Any thread.
 */
final class Outcomes {
    private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);
    private static final Backoff RETRY = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30));

    private final Supplier<RuleSettings> settings;
    private final Counters counters;
    private final AtomicInteger pending = new AtomicInteger();

    /** @param settings the configuration in force at each moment */
    Outcomes(Supplier<RuleSettings> settings, Counters counters) {
        this.settings = settings;
        this.counters = counters;
    }

    RuleSettings settings() {
        return settings.get();
    }

    /** Outcomes asked of the hub and not yet answered. */
    int pending() {
        return pending.get();
    }

    Duration retryAfter(int attempt) {
        return RETRY.after(attempt);
    }

    /** @param payload the function's result; empty: nothing is to be published */
    void succeeded(Handling handling, byte[] payload) {
        RuleSettings now = settings();
        boolean publishes = payload.length > 0 && now.publish().isPresent();
        List<Message> outputs = publishes ? List.of(output(handling, now, payload)) : List.of();
        await(handling, handling.delivery.acknowledge(outputs), outcome -> {
            switch (outcome.kind()) {
                case DONE -> (publishes ? counters.published : counters.filtered).increment();
                case REFUSED -> refused(handling, outcome);
                default -> lost(handling, outcome);
            }
        });
    }

    /** The message has no result and will get none: what {@code onerror} says. */
    void failed(Handling handling, Kind kind, String message) {
        counters.failed.increment();
        onError(handling, new Reason(kind == Kind.FAILED ? "RAISED" : kind.name(), message),
                ErrorPayload.errorMessage(kind, message));
    }

    private void refused(Handling handling, Outcome outcome) {
        counters.failed.increment();
        if (outcome.code() == ReasonCode.PACKET_TOO_LARGE) {
            onError(handling, new Reason("TOO_LARGE", outcome.reason()), outcome.reason());
        } else {
            setAside(handling, reason(outcome));
        }
    }

    private void onError(Handling handling, Reason reason, String errorMessage) {
        RuleSettings now = settings();
        LOG.warn("event=message-failed rule={} function={} delivery={} attempt={} kind={} onerror={}", now.clientId(),
                now.function(), handling.delivery.id(), handling.attempt(), reason.kind(), now.onError());
        if (now.onError() == RuleSettings.OnError.DEADLETTER || now.publish().isEmpty()) {
            setAside(handling, reason);
            return;
        }
        byte[] json = ErrorPayload.of(errorMessage, now.function(), handling.invocation(handling.attempt()));
        await(handling, handling.delivery.acknowledge(List.of(output(handling, now, json))), outcome -> {
            switch (outcome.kind()) {
                case DONE -> counters.published.increment();
                case REFUSED -> setAside(handling, reason(outcome));
                default -> lost(handling, outcome);
            }
        });
    }

    private void setAside(Handling handling, Reason reason) {
        await(handling, handling.delivery.setAside(reason), outcome -> {
            if (outcome.kind() == Outcome.Kind.DONE) {
                counters.deadLetters.increment();
            } else {
                lost(handling, outcome);
            }
        });
    }

    /** Nothing came of it here: another session has the delivery, or the store failed and it is to come again. */
    private void lost(Handling handling, Outcome outcome) {
        if (outcome.kind() == Outcome.Kind.STALE) {
            counters.stale.increment();
            return;
        }
        counters.retried.increment();
        LOG.warn("event=outcome-failed rule={} delivery={} kind={} reason=\"{}\"", settings().clientId(),
                handling.delivery.id(), outcome.kind(), outcome.reason());
        handling.delivery.retry(RETRY.after(handling.attempt()));
    }

    private void await(Handling handling, CompletionStage<Outcome> stage, java.util.function.Consumer<Outcome> then) {
        pending.incrementAndGet();
        BiConsumer<Outcome, Throwable> settle = (outcome, failure) -> {
            pending.decrementAndGet();
            then.accept(failure == null ? outcome : Outcome.failed(String.valueOf(failure)));
        };
        stage.whenComplete(settle);
    }

    private static Message output(Handling handling, RuleSettings settings, byte[] payload) {
        TopicName topic = settings.publish().orElseThrow();
        int qos = Math.min(handling.delivery.message().qos().value(), settings.publishQos().value());
        return Message.to(topic).qos(QoS.of(qos)).payload(payload).build();
    }

    private static Reason reason(Outcome outcome) {
        String kind = outcome.code() == ReasonCode.QUOTA_EXCEEDED ? "QUOTA" : outcome.code().name();
        return new Reason(outcome.code() == ReasonCode.PACKET_TOO_LARGE ? "TOO_LARGE" : kind, outcome.reason());
    }
}
