package io.tidegate.itests.durability.load;

import io.tidegate.itests.durability.history.History;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The actors of a load, watchers before publishers, and the waiting for them. */
final class Troop implements AutoCloseable {
    private final History history;
    private final List<Actor> watchers = new ArrayList<>();
    private final List<Actor> publishers = new ArrayList<>();

    Troop(History history) {
        this.history = history;
    }

    void watcher(Actor actor) {
        watchers.add(actor);
    }

    void publisher(Actor actor) {
        publishers.add(actor);
    }

    void start(Duration limit) {
        watchers.forEach(Actor::start);
        await("the watchers are there", limit, () -> watchers.stream().allMatch(Actor::ready));
        publishers.forEach(Actor::start);
        awaitPublishers(limit);
    }

    void awaitPublishers(Duration limit) {
        await("the publishers are connected", limit, () -> publishers.stream().allMatch(Actor::ready));
    }

    /** Lets everybody rest and waits until all is settled and nothing is owed, or the limit has passed. */
    void settle(Duration limit, BooleanSupplier nothingOwed) {
        actors().forEach(Actor::rest);
        waitFor(limit, () -> actors().allMatch(Actor::settled));
        waitFor(limit, () -> {
            int size = history.size();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300)); // what comes once too often comes soon, mostly
            return size == history.size() && nothingOwed.getAsBoolean();
        });
    }

    void await(String what, Duration limit, BooleanSupplier condition) {
        if (!waitFor(limit, condition)) {
            throw new AssertionError("not within " + limit.toSeconds() + " s: " + what + "; " + actors().map(Actor::toString).toList());
        }
    }

    private Stream<Actor> actors() {
        return Stream.concat(publishers.stream(), watchers.stream());
    }

    private static boolean waitFor(Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        for (Actor actor : actors().toList()) {
            actor.close();
        }
    }
}
