package io.tidegate.rule.internal;

import io.tidegate.function.FunctionException.Kind;
import io.tidegate.hub.Outcome;
import io.tidegate.hub.Reason;
import io.tidegate.mqtt.Message;
import io.tidegate.mqtt.QoS;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.mqtt.TopicName;
import io.tidegate.rule.internal.config.RuleSettings;
import io.tidegate.rule.internal.config.RuleSettings.OnError;
import io.tidegate.rule.internal.time.Backoff;
import io.tidegate.rule.internal.time.Control;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
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
    private final Control control;
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicBoolean loopTold = new AtomicBoolean();

    /** @param settings the configuration in force at each moment */
    Outcomes(Supplier<RuleSettings> settings, Counters counters, Control control) {
        this.settings = settings;
        this.counters = counters;
        this.control = control;
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
        boolean publishes = payload.length > 0 && settings().publish().isPresent();
        publish(handling, publishes ? payload : null, 1, outcome -> refused(handling, outcome));
    }

    /** The message has no result and will get none: what {@code onerror} says. */
    void failed(Handling handling, Kind kind, String message) {
        counters.failed.increment();
        onError(handling, new Reason(kind == Kind.FAILED ? "RAISED" : kind.name(), message),
                ErrorPayload.errorMessage(kind, message));
    }

    /** Delivered too often: set aside whatever {@code onerror} says, for perhaps no function ever saw it, and it can be replayed. */
    void givenUp(Handling handling) {
        counters.failed.increment();
        Reason reason = new Reason(Kind.CRASHED.name(), "given up after " + (handling.delivery.attempt() - 1)
                + " deliveries without an outcome, unclean ends of the gateway included");
        logFailure(handling, reason, settings(), OnError.DEADLETTER);
        setAside(handling, reason);
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
        OnError does = now.publish().isEmpty() ? OnError.DEADLETTER : now.onError();
        logFailure(handling, reason, now, does);
        if (does == OnError.DEADLETTER) {
            setAside(handling, reason);
            return;
        }
        byte[] json = ErrorPayload.of(errorMessage, now.function(), handling.invocation(handling.attempt()));
        publish(handling, json, 1, outcome -> setAside(handling, reason(outcome)));
    }

    /**
     * The first in full, then every power of ten: a stream of bad messages is one operator's concern, not thousands.
     *
     * @param does what becomes of the message; it may be another thing than is configured
     */
    private void logFailure(Handling handling, Reason reason, RuleSettings now, OnError does) {
        long count = failures.incrementAndGet();
        String format = "event=message-failed rule={} function={} delivery={} attempt={} kind={} onerror={} count={}";
        Object[] facts = {now.clientId(), now.function(), handling.delivery.id(), handling.attempt(), reason.kind(), does, count};
        if (Long.toString(count).matches("10*")) {
            LOG.warn(format, facts);
        } else {
            LOG.debug(format, facts);
        }
    }

    /**
     * Ends the input and publishes this in one batch.
     *
     * @param payload   null: nothing is published
     * @param onRefused what to do when it is not acceptable and never will be
     */
    private void publish(Handling handling, byte[] payload, int attempt, Consumer<Outcome> onRefused) {
        RuleSettings now = settings();
        boolean publishes = payload != null && now.publish().isPresent(); // a changed configuration may have no topic any more
        List<Message> outputs = publishes ? List.of(output(handling, now, payload)) : List.of();
        await(handling, handling.delivery.acknowledge(outputs), outcome -> {
            switch (outcome.kind()) {
                case DONE -> (publishes ? counters.published : counters.filtered).increment();
                case REFUSED -> {
                    if (outcome.isLoop()) {
                        looped(handling, outcome);
                    } else if (isTransient(outcome)) { // nobody can say at the moment: the result is kept, the function not called again
                        pending.incrementAndGet();
                        control.schedule(RETRY.after(attempt), () -> {
                            pending.decrementAndGet();
                            publish(handling, payload, attempt + 1, onRefused);
                        });
                    } else {
                        onRefused.accept(outcome);
                    }
                }
                default -> lost(handling, outcome);
            }
        });
    }

    /** Rules feed each other: whatever onerror says, nothing more is published of it. QoS 0 is only counted. */
    private void looped(Handling handling, Outcome refusal) {
        counters.looped.increment();
        if (!loopTold.getAndSet(true)) { // once: a loop makes many of them
            LOG.warn("event=message-loop rule={} delivery={} reason=\"{}\"", settings().clientId(), handling.delivery.id(), refusal.reason());
        }
        if (handling.delivery.message().qos() == QoS.AT_MOST_ONCE) {
            await(handling, handling.delivery.acknowledge(List.of()), outcome -> {
                if (outcome.kind() != Outcome.Kind.DONE) {
                    lost(handling, outcome);
                }
            });
        } else {
            setAside(handling, new Reason("LOOP", refusal.reason()));
        }
    }

    private static boolean isTransient(Outcome refusal) {
        return refusal.code() == ReasonCode.SERVER_UNAVAILABLE || refusal.code() == ReasonCode.SERVER_BUSY;
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

    private void await(Handling handling, CompletionStage<Outcome> stage, Consumer<Outcome> then) {
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
