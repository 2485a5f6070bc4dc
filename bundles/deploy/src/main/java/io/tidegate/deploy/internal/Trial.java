package io.tidegate.deploy.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a bundle new content on trial: within a limit it must be active and offer again whatever it offered before,
 * else its previous content is put back, and has the rest of the whole time to be well again. Blocks the calling thread for
 * at most the whole time, plus the limit and three graces of {@link Attempts} where every step hangs.
 */
final class Trial {
    private static final Logger LOG = LoggerFactory.getLogger(Trial.class);
    /** How long a component may stay failed before the rest of the limit is not waited for. */
    private static final long FAILED_NANOS = Duration.ofSeconds(1).toNanos();

    private final Duration limit;
    private final Duration whole;
    private final Attempts attempts;
    private final LongSupplier nanoTime;
    private final Pause pause;

    /**
     * @param limit for the new content, once the old one has stopped; and for that stop
     * @param whole until the previous content must be well again, since the old one has stopped
     */
    Trial(Duration limit, Duration whole, Attempts attempts, LongSupplier nanoTime, Pause pause) {
        this.limit = limit;
        this.whole = whole;
        this.attempts = attempts;
        this.nanoTime = nanoTime;
        this.pause = pause;
    }

    /** Waits a little between two looks. */
    interface Pause {
        void pause() throws InterruptedException;
    }

    /**
     * @param refusal   why the new content was not taken; empty when it was
     * @param restored  whether the bundle is well with what it has now
     * @param held      whether the bundle cannot be given anything now, because a thread of it does not come back
     * @param gapMillis from before the stop of the old content until all was well again, or until it was given up
     */
    record Result(String refusal, boolean restored, boolean held, long gapMillis) {
        boolean accepted() {
            return refusal.isEmpty();
        }
    }

    /** Why a content is not well. */
    private record Fault(String why, boolean held) {
        static Optional<Fault> of(String why) {
            return Optional.of(new Fault(why, false));
        }
    }

    /** @param next and previous: files; null means the shipped content */
    Result run(Installed bundle, Path next, Path previous) throws InterruptedException {
        Offer before = bundle.offer();
        long begin = nanoTime.getAsLong();
        Optional<Fault> fault = stop(bundle);
        long stopped = nanoTime.getAsLong();
        if (fault.isEmpty()) {
            fault = inTime(apply(bundle, next, before, stopped + limit.toNanos()), stopped);
        }
        if (fault.isEmpty() || fault.get().held()) {
            return new Result(fault.map(Fault::why).orElse(""), fault.isEmpty(), fault.isPresent(), millisSince(begin));
        }
        long least = nanoTime.getAsLong() + whole.minus(limit).toNanos(); // however late it is: a machine may have slept
        Optional<Fault> remaining = apply(bundle, previous, before, Math.max(stopped + whole.toNanos(), least));
        String also = remaining.map(r -> "; putting back failed too: " + r.why()).orElse("");
        return new Result(fault.get().why() + also, remaining.isEmpty(), remaining.map(Fault::held).orElse(false), millisSince(begin));
    }

    /** Gives a bundle its former content after a trial of which nobody knows how it went on. The refusal is why it is not well with it. */
    Result putBack(Installed bundle, Path previous) throws InterruptedException {
        long begin = nanoTime.getAsLong();
        Optional<Fault> fault = stop(bundle);
        if (fault.isEmpty()) {
            fault = apply(bundle, previous, Offer.NOTHING, nanoTime.getAsLong() + limit.toNanos());
        }
        return new Result(fault.map(Fault::why).orElse(""), fault.isEmpty(), fault.map(Fault::held).orElse(false), millisSince(begin));
    }

    /** Whether this bundle is held by what it was given before. */
    boolean holds(String symbolicName) {
        return attempts.holds(symbolicName);
    }

    /** Only a stop that does not come back is a fault: after any other the bundle is stopped, however it took it. */
    private Optional<Fault> stop(Installed bundle) throws InterruptedException {
        try {
            return attempts.run(bundle.symbolicName(), bundle::stop, limit).filter(Attempts.Overrun::held)
                    .map(over -> overrun("what ran did not stop", limit, over));
        } catch (DeployFault | IOException thrown) {
            LOG.warn("event=deploy-stop-failed bundle={} reason=\"{}\"", bundle.symbolicName(), thrown.getMessage());
            return Optional.empty();
        }
    }

    /** A content is accepted within the limit only. */
    private Optional<Fault> inTime(Optional<Fault> fault, long stopped) {
        long took = nanoTime.getAsLong() - stopped;
        return fault.isPresent() || took <= limit.toNanos() ? fault
                : Fault.of("it was well after " + shown(took) + " only, " + shown(limit.toNanos()) + " are allowed");
    }

    private Optional<Fault> apply(Installed bundle, Path content, Offer before, long deadline) throws InterruptedException {
        Duration left = Duration.ofNanos(Math.max(0, deadline - nanoTime.getAsLong()));
        try {
            Optional<Attempts.Overrun> over = attempts.run(bundle.symbolicName(), () -> give(bundle, content), left);
            if (over.isPresent()) {
                return over.map(o -> overrun("it did not start", left, o));
            }
        } catch (DeployFault | IOException e) {
            return Fault.of(e.getMessage());
        }
        return bundle.shouldRun() ? awaitOffer(bundle, before, deadline) : Optional.empty();
    }

    private static void give(Installed bundle, Path content) throws DeployFault, IOException {
        try (InputStream in = content == null ? null : Files.newInputStream(content)) {
            bundle.update(in);
        }
    }

    private Optional<Fault> awaitOffer(Installed bundle, Offer before, long deadline) throws InterruptedException {
        long failedSince = Long.MAX_VALUE;
        Optional<String> missing = missing(bundle, before);
        while (missing.isPresent()) {
            long now = nanoTime.getAsLong();
            failedSince = before.failedIn(bundle.offer()) ? Math.min(failedSince, now) : Long.MAX_VALUE;
            boolean hopeless = failedSince != Long.MAX_VALUE && now - failedSince >= FAILED_NANOS;
            if (hopeless || now - deadline >= 0) {
                return Fault.of(missing.get());
            }
            pause.pause();
            missing = missing(bundle, before);
        }
        return Optional.empty();
    }

    private static Optional<String> missing(Installed bundle, Offer before) {
        return bundle.isActive() ? before.missingIn(bundle.offer()) : Optional.of("it does not become active");
    }

    private static Fault overrun(String what, Duration limit, Attempts.Overrun over) {
        return new Fault(what + " within " + shown(limit.toNanos()) + (over.held() ? ", and does not let go when it is interrupted" : "")
                + ": it was at " + over.where(), over.held());
    }

    private static String shown(long nanos) {
        return Math.round(nanos / 1e8) / 10.0 + " s";
    }

    private long millisSince(long begin) {
        return Duration.ofNanos(nanoTime.getAsLong() - begin).toMillis();
    }
}
