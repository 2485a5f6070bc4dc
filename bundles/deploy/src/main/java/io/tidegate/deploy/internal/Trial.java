package io.tidegate.deploy.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Gives a bundle new content on trial: within a limit it must be active and offer again whatever it offered before,
 * else its previous content is put back, and has the rest of the whole time to be well again. Blocks the calling thread for
 * at most the whole time, plus what the bundle needs to stop.
 */
final class Trial {
    /** How long a component may stay failed before the rest of the limit is not waited for. */
    private static final long FAILED_NANOS = Duration.ofSeconds(1).toNanos();

    private final Duration limit;
    private final Duration whole;
    private final LongSupplier nanoTime;
    private final Pause pause;

    /**
     * @param limit for the new content, from the stop of the old one
     * @param whole until the previous content must be well again, from the same stop
     */
    Trial(Duration limit, Duration whole, LongSupplier nanoTime, Pause pause) {
        this.limit = limit;
        this.whole = whole;
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
     * @param gapMillis from the stop of the old content until all was well again
     */
    record Result(String refusal, boolean restored, long gapMillis) {
        boolean accepted() {
            return refusal.isEmpty();
        }
    }

    /** @param next and previous: files; null means the shipped content */
    Result run(Installed bundle, Path next, Path previous) throws InterruptedException {
        Offer before = bundle.offer();
        boolean shouldRun = bundle.shouldRun();
        long begin = nanoTime.getAsLong();
        Optional<String> refusal = apply(bundle, next, before, shouldRun, begin + limit.toNanos());
        Optional<String> remaining = refusal.isPresent() ? apply(bundle, previous, before, shouldRun, begin + whole.toNanos()) : Optional.empty();
        long gapMillis = Duration.ofNanos(nanoTime.getAsLong() - begin).toMillis();
        String sentence = refusal.map(why -> why + remaining.map(r -> "; putting back failed too: " + r).orElse("")).orElse("");
        return new Result(sentence, remaining.isEmpty(), gapMillis);
    }

    private Optional<String> apply(Installed bundle, Path content, Offer before, boolean shouldRun, long deadline)
            throws InterruptedException {
        try (InputStream in = content == null ? null : Files.newInputStream(content)) {
            bundle.update(in);
            if (!shouldRun) {
                return Optional.empty();
            }
            if (!bundle.isActive()) {
                bundle.start(); // it says why it cannot; update() only told the framework's listeners
            }
        } catch (DeployFault | IOException e) {
            return Optional.of(e.getMessage());
        }
        return awaitOffer(bundle, before, deadline);
    }

    private Optional<String> awaitOffer(Installed bundle, Offer before, long deadline) throws InterruptedException {
        long failedSince = Long.MAX_VALUE;
        Optional<String> missing = missing(bundle, before);
        while (missing.isPresent()) {
            long now = nanoTime.getAsLong();
            failedSince = before.failedIn(bundle.offer()) ? Math.min(failedSince, now) : Long.MAX_VALUE;
            boolean hopeless = failedSince != Long.MAX_VALUE && now - failedSince >= FAILED_NANOS;
            if (hopeless || now - deadline >= 0) {
                return missing;
            }
            pause.pause();
            missing = missing(bundle, before);
        }
        return missing;
    }

    private static Optional<String> missing(Installed bundle, Offer before) {
        return bundle.isActive() ? before.missingIn(bundle.offer()) : Optional.of("it does not become active");
    }
}
