package io.tidegate.rule.internal;

import io.tidegate.function.Function;
import io.tidegate.function.FunctionException;
import io.tidegate.function.FunctionException.Kind;
import io.tidegate.function.Result;
import io.tidegate.hub.Delivery;
import io.tidegate.mqtt.QoS;
import io.tidegate.rule.internal.time.Backoff;
import io.tidegate.rule.internal.time.Control;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the deliveries of one session to the function, in order of arrival, and decides what follows from each
 * answer. It keeps nothing that must be rescued: whatever it holds is still the hub's, which delivers it again to
 * whoever opens the session next. It is bounded by the credit that was asked of the hub.
 *
 * <p>Any thread. Function and delivery are never called with the lock held.
 */
final class Pipeline {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
    private static final Backoff UNAVAILABLE = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30));
    private static final Backoff SATURATED = new Backoff(Duration.ofMillis(10), Duration.ofSeconds(1));
    /** A function that has gone should have given up its calls at once; after this, they count as given up. */
    private static final Duration GIVEN_UP = Duration.ofSeconds(5);
    /** So often a message is called for in spite of unclean ends, whatever retry.max is: most of those that they count it for were never called. */
    private static final int TRIED_AT_LEAST = 3;

    private final Outcomes outcomes;
    private final Counters counters;
    private final Control control;
    private final Clock clock;
    private final Runnable onChange;

    private final Object lock = new Object();
    // guarded by lock
    private final InHand inHand = new InHand();
    private final Pause pause;
    private long sequence;
    private Function function;
    private boolean draining;
    private boolean closed;

    /** @param onChange called, on any thread, when {@link #unavailable()} changes */
    Pipeline(Outcomes outcomes, Counters counters, Control control, Clock clock, Runnable onChange) {
        this.outcomes = outcomes;
        this.counters = counters;
        this.control = control;
        this.clock = clock;
        this.onChange = onChange;
        this.pause = new Pause(control, this::resume);
    }

    /** Called on the session's loop. */
    void onDelivery(Delivery delivery) {
        counters.received.increment();
        if (delivery.redelivered()) {
            counters.redelivered.increment();
        }
        long seconds = clock.instant().getEpochSecond();
        Handling handling;
        synchronized (lock) {
            if (closed) {
                return; // it is still the hub's
            }
            handling = new Handling(sequence++, delivery, seconds);
            if (delivery.attempt() <= Math.max(outcomes.settings().retryMax(), TRIED_AT_LEAST)) {
                inHand.arrive(handling);
                handling = null;
            }
        }
        if (handling != null) { // it may be what ends the gateway: it is not tried once more
            outcomes.givenUp(handling);
            return;
        }
        drain();
    }

    /**
     * Calls this one from now on. What another one has stays there as long as that is there: the calls run, and a second
     * time would have their effects twice.
     *
     * @param now     null: it has gone; what arrives meanwhile waits
     * @param isThere whether a function still is; asked at once and later, on the control thread
     */
    void setFunction(Function now, Predicate<Function> isThere) {
        Set<Function> callees;
        synchronized (lock) {
            if (now != function) {
                pause.end();
            }
            function = now;
            callees = inHand.callees();
        }
        callees.stream().filter(isThere.negate()).forEach(gone -> control.schedule(GIVEN_UP, () -> giveUp(gone, isThere)));
        drain();
    }

    /** Why the function takes no calls although it is there; empty when it does. */
    String unavailable() {
        synchronized (lock) {
            return pause.reason();
        }
    }

    /** Deliveries without an outcome. */
    int inflight() {
        synchronized (lock) {
            return inHand.count() + outcomes.pending();
        }
    }

    /** Stops taking; whatever is held is the hub's again once the session is closed. */
    void close() {
        synchronized (lock) {
            closed = true;
            inHand.forgetWaiting();
            pause.end();
        }
    }

    /** Calls for what waits, in order, until it must wait again. One thread at a time; the others leave it their work. */
    private void drain() {
        synchronized (lock) {
            if (draining) {
                return;
            }
            draining = true;
        }
        while (true) {
            Handling next;
            Function callee;
            int call;
            synchronized (lock) {
                if (closed || function == null || pause.isRunning() || !inHand.isAnyWaiting()) {
                    draining = false;
                    return;
                }
                callee = function;
                next = inHand.callFirst(callee);
                call = next.call;
            }
            call(next, callee, call);
        }
    }

    private void call(Handling handling, Function callee, int call) {
        CompletionStage<Result> stage;
        try {
            stage = callee.invoke(handling.invocation(handling.attempt()));
        } catch (RuntimeException | Error e) { // of a bundle that is being replaced, or out of memory: it has not taken the call
            LOG.error("event=function-threw function={} reason=\"this is a bug\"", outcomes.settings().function(), e);
            completed(handling, call, null, new FunctionException(Kind.UNAVAILABLE, "the function did not take the call: " + e));
            return;
        }
        stage.whenComplete((result, failure) -> completed(handling, call, result, failure));
    }

    private void completed(Handling handling, int call, Result result, Throwable failure) {
        synchronized (lock) {
            if (!inHand.answered(handling, call) || closed) {
                return; // given up meanwhile; and nothing is published past the end of the session
            }
        }
        if (failure == null) {
            succeeded();
            outcomes.succeeded(handling, result.payload());
        } else {
            failed(handling, FunctionFailures.of(failure));
        }
        drain();
    }

    private void succeeded() {
        boolean changed;
        synchronized (lock) {
            changed = pause.end();
        }
        if (changed) {
            onChange.run();
        }
    }

    private void failed(Handling handling, FunctionException failure) {
        switch (failure.kind()) {
            case UNAVAILABLE -> pause(handling, UNAVAILABLE, failure.getMessage());
            case SATURATED -> pause(handling, SATURATED, "");
            case CRASHED, TIMEOUT -> attemptFailed(handling, failure);
            case FAILED, REJECTED -> outcomes.failed(handling, failure.kind(), failure.getMessage());
        }
    }

    /** The message is not to blame, so it costs no attempt: it waits, and with it what came after. */
    private void pause(Handling handling, Backoff backoff, String reason) {
        boolean changed;
        synchronized (lock) {
            inHand.await(handling);
            changed = !closed && pause.begin(backoff, reason);
        }
        if (changed) {
            onChange.run();
        }
    }

    private void resume() {
        synchronized (lock) {
            pause.over();
        }
        drain();
    }

    private void attemptFailed(Handling handling, FunctionException failure) {
        if (handling.attempt() >= outcomes.settings().retryMax()) {
            outcomes.failed(handling, failure.kind(), failure.getMessage());
            return;
        }
        counters.retried.increment();
        if (handling.delivery.message().qos() != QoS.AT_MOST_ONCE) {
            handling.delivery.retry(outcomes.retryAfter(handling.attempt()));
            return;
        }
        Duration delay = outcomes.retryAfter(handling.attempt());
        synchronized (lock) {
            inHand.rest(handling);
        }
        control.schedule(delay, () -> again(handling));
    }

    private void again(Handling handling) {
        synchronized (lock) {
            if (!closed) {
                inHand.restOver(handling);
            }
        }
        drain();
    }

    private void giveUp(Function gone, Predicate<Function> isThere) {
        if (isThere.test(gone)) {
            return; // it was away only for a moment
        }
        int count;
        synchronized (lock) {
            count = gone == function ? 0 : inHand.giveUp(gone);
        }
        if (count > 0) {
            LOG.warn("event=calls-given-up rule={} count={} reason=\"a function went and left them unanswered\"",
                    outcomes.settings().clientId(), count);
            drain();
        }
    }
}
