package io.tidegate.shell.internal.access;

import io.tidegate.hub.DeadLetters;
import io.tidegate.hub.Reason;
import io.tidegate.mqtt.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Dead letters in memory. Gives no more of them at once than a gateway has room for. */
final class LettersInMemory implements DeadLetters {
    private static final int ROOM = 256;

    final Map<String, DeadLetter> letters = new TreeMap<>(Comparator.comparing(LettersInMemory::session).thenComparing(LettersInMemory::number));
    final List<String> replayed = new ArrayList<>();
    final Set<String> stuck = new HashSet<>();
    boolean sessionsThere = true;

    void add(String session, int count) {
        for (int i = 1; i <= count; i++) {
            add(session, i, Instant.EPOCH);
        }
    }

    void add(String session, int i, Instant since) {
        letters.put(session + "/" + i, new DeadLetter(session + "/" + i, session, since, new Reason("RAISED", "x"), 1, "d", Message.to("t").build()));
    }

    private static String session(String id) {
        return id.substring(0, id.lastIndexOf('/'));
    }

    private static Long number(String id) {
        return Long.valueOf(id.substring(id.lastIndexOf('/') + 1));
    }

    @Override
    public CompletionStage<List<DeadLetter>> list(String session, int max) {
        throw new AssertionError("whole letters, for which there may be no room");
    }

    @Override
    public CompletionStage<SummaryPage> page(String session, String after, int max) {
        if (max > ROOM) {
            throw new AssertionError(max + " letters at once");
        }
        if (!after.isEmpty() && after.indexOf('/') < 0) {
            throw new IllegalArgumentException(after + " is no id of a dead letter");
        }
        Map<String, DeadLetter> behind = after.isEmpty() ? letters : ((TreeMap<String, DeadLetter>) letters).tailMap(after, false);
        List<Summary> all = behind.values().stream().filter(l -> session.isEmpty() || l.session().equals(session))
                .map(l -> new Summary(l.id(), l.session(), l.since(), l.why(), l.attempts(), "t", 0)).toList();
        return CompletableFuture.completedFuture(new SummaryPage(all.subList(0, Math.min(max, all.size())), all.size() <= max));
    }

    @Override
    public CompletionStage<List<String>> sessionNames() {
        return CompletableFuture.completedFuture(letters.values().stream().map(DeadLetter::session).distinct().toList());
    }

    @Override
    public CompletionStage<Optional<DeadLetter>> show(String id) {
        return CompletableFuture.completedFuture(Optional.ofNullable(id.indexOf('/') < 0 ? null : letters.get(id)));
    }

    @Override
    public CompletionStage<Boolean> replay(String id) {
        boolean done = sessionsThere && letters.remove(id) != null;
        if (done) {
            replayed.add(id);
        }
        return CompletableFuture.completedFuture(done);
    }

    @Override
    public CompletionStage<Boolean> purge(String id) {
        return CompletableFuture.completedFuture(!stuck.contains(id) && letters.remove(id) != null);
    }

    @Override
    public CompletionStage<Integer> purge(List<String> ids) {
        if (ids.size() > ROOM) {
            throw new AssertionError(ids.size() + " letters at once");
        }
        int before = letters.size();
        ids.stream().filter(id -> !stuck.contains(id)).forEach(letters::remove);
        return CompletableFuture.completedFuture(before - letters.size());
    }
}
