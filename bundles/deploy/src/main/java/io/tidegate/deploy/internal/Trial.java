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
 * at most the whole time, plus twice the limit and four graces of {@link Attempts} where every step hangs.
 */
final class Trial {
    private static final Logger LOG = LoggerFactory.getLogger(Trial.class);
    /** How long a component may stay failed before the rest of the limit is not waited for. */
    private static final long FAILED_NANOS = Duration.ofSeconds(1).toNanos();
    /** For the stop of what may hang. */
    private static final Duration HUNG_STOP = Duration.ofMillis(500);

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

    private enum Kind {
        /** It has the content, and is not well with it. */
        UNWELL,
        /** It could not be given the content, or not be started with it. */
        NOT_GIVEN,
        /** It did not start in time, but has let go since; whether it has the content is not known. */
        HUNG,
        /** It did not stop or start in time and still goes on with it. */
        HELD
    }

    /** Why a bundle is not well with a content. */
    private record Fault(String why, Kind kind) {
    }

    /**
     * @param refusal   why the new content was not taken; empty when it was
     * @param restored  whether the bundle is well with what it has now
     * @param certain   whether it is known which content it has: the new one when that was taken, else the previous one
     * @param held      whether the bundle cannot be given anything now, because a thread of it does not come back
     * @param gapMillis from before the stop of the old content until all was well again, or until it was given up
     */
    record Result(String refusal, boolean restored, boolean certain, boolean held, long gapMillis) {
        boolean accepted() {
            return refusal.isEmpty();
        }
    }

    /** @param next and previous: files; null means the shipped content */
    Result run(Installed bundle, Path next, Path previous) throws InterruptedException {
        Offer before = bundle.offer();
        long begin = nanoTime.getAsLong();
        Optional<Fault> fault = stop(bundle, limit);
        long stopped = nanoTime.getAsLong();
        if (fault.isEmpty()) {
            fault = inTime(apply(bundle, next, before, stopped + limit.toNanos()), stopped);
        }
        if (fault.isEmpty() || fault.get().kind() == Kind.HELD) {
            return result(fault, "", begin);
        }
        // What hung at its start often hangs at its stop too, where whoever wants to let go of its services asks for them once more.
        Optional<Fault> remaining = stop(bundle, fault.get().kind() == Kind.HUNG ? HUNG_STOP : limit);
        if (remaining.isEmpty()) {
            long least = nanoTime.getAsLong() + whole.minus(limit).toNanos(); // however late it is: a machine may have slept
            remaining = apply(bundle, previous, before, Math.max(stopped + whole.toNanos(), least));
        }
        String why = fault.get().why() + remaining.map(r -> "; putting back failed too: " + r.why()).orElse("");
        return result(remaining, why, begin);
    }

    /** Gives a bundle its former content after a trial of which nobody knows how it went on. The refusal is why it is not well with it. */
    Result putBack(Installed bundle, Path previous) throws InterruptedException {
        long begin = nanoTime.getAsLong();
        Optional<Fault> fault = stop(bundle, limit);
        if (fault.isEmpty()) {
            fault = apply(bundle, previous, Offer.NOTHING, nanoTime.getAsLong() + limit.toNanos());
        }
        return result(fault, "", begin);
    }

    /** @param last what is wrong with what was given last; {@code why} the refusal where that is not it */
    private Result result(Optional<Fault> last, String why, long begin) {
        Optional<Kind> kind = last.map(Fault::kind);
        return new Result(why.isEmpty() ? last.map(Fault::why).orElse("") : why, last.isEmpty(), kind.isEmpty() || kind.get() == Kind.UNWELL,
                kind.isPresent() && kind.get() == Kind.HELD, Duration.ofNanos(nanoTime.getAsLong() - begin).toMillis());
    }

    /** Whether this bundle is held by what it was given before. */
    boolean holds(String symbolicName) {
        return attempts.holds(symbolicName);
    }

    /** Only a stop that does not come back is a fault: after any other the bundle is stopped, however it took it. */
    private Optional<Fault> stop(Installed bundle, Duration within) throws InterruptedException {
        try {
            return attempts.run(bundle.symbolicName(), bundle::stop, within).filter(Attempts.Overrun::held)
                    .map(over -> overrun("what ran did not stop", within, over));
        } catch (DeployFault | IOException thrown) {
            LOG.warn("event=deploy-stop-failed bundle={} reason=\"{}\"", bundle.symbolicName(), thrown.getMessage());
            return Optional.empty();
        }
    }

    /** A content is accepted within the limit only. */
    private Optional<Fault> inTime(Optional<Fault> fault, long stopped) {
        long took = nanoTime.getAsLong() - stopped;
        return fault.isPresent() || took <= limit.toNanos() ? fault
                : Optional.of(new Fault("it was well after " + shown(took) + " only, " + shown(limit.toNanos()) + " are allowed", Kind.UNWELL));
    }

    private Optional<Fault> apply(Installed bundle, Path content, Offer before, long deadline) throws InterruptedException {
        Duration left = Duration.ofNanos(Math.max(0, deadline - nanoTime.getAsLong()));
        try {
            Optional<Attempts.Overrun> over = attempts.run(bundle.symbolicName(), () -> give(bundle, content), left);
            if (over.isPresent()) {
                return over.map(o -> overrun("it did not start", left, o));
            }
        } catch (DeployFault | IOException e) {
            return Optional.of(new Fault(e.getMessage(), Kind.NOT_GIVEN));
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
                return Optional.of(new Fault(missing.get(), Kind.UNWELL));
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
                + ": it was at " + over.where(), over.held() ? Kind.HELD : Kind.HUNG);
    }

    private static String shown(long nanos) {
        return Math.round(nanos / 1e8) / 10.0 + " s";
    }
}
