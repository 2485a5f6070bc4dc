package io.tidegate.shell.internal.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.DeadLetters;
import io.tidegate.hub.Delivery;
import io.tidegate.hub.Hub;
import io.tidegate.hub.HubSession;
import io.tidegate.hub.Reason;
import io.tidegate.hub.SessionSpec;
import io.tidegate.mqtt.Message;
import io.tidegate.shell.internal.text.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** What commands change in the hub, and what they say when they cannot. */
@Timeout(20)
class HubAccessTest {
    private final Box box = new Box();
    private final Sessions sessions = new Sessions();
    private final HubAccess hub = new HubAccess();

    HubAccessTest() {
        hub.letters = box;
        hub.hub = sessions;
    }

    private static String refusal(Executable command) {
        return assertThrows(Refusal.class, command).getMessage();
    }

    @Test
    void replay_givesItBack_once() throws Exception {
        box.add("rule/r", 2);
        assertEquals("rule/r", hub.replay("rule/r/1").session());
        assertEquals(List.of("rule/r/1"), box.replayed);
        assertEquals("no dead letter rule/r/1, did you mean rule/r/2? (dlq:list shows all)", refusal(() -> hub.replay("rule/r/1")));
    }

    @Test
    void replay_sessionThatIsNotThere_isSaid_andTheLetterStays() {
        box.add("rule/gone", 1);
        box.sessionsThere = false;
        assertEquals("session rule/gone of dead letter rule/gone/1 is not there: configure it again to replay, or dlq:purge rule/gone/1",
                refusal(() -> hub.replay("rule/gone/1")));
        assertEquals(Set.of("rule/gone/1"), box.letters.keySet());
    }

    @Test
    void purge_removesOne() throws Exception {
        box.add("rule/r", 2);
        hub.purge("rule/r/2");
        assertEquals(Set.of("rule/r/1"), box.letters.keySet());
        assertTrue(refusal(() -> hub.purge("rule/r/2")).startsWith("no dead letter rule/r/2"));
    }

    @Test
    void purgeAll_removesAllOfThatSession_howeverMany() throws Exception {
        box.add("rule/r", 1000);
        box.add("rule/s", 1);
        assertEquals(1000, hub.purgeAll("rule/r"));
        assertEquals(Set.of("rule/s/1"), box.letters.keySet());
    }

    @Test
    void purgeAll_leavesWhatIsSetAsideMeanwhile() throws Exception {
        box.add("rule/r", 1);
        box.letters.put("rule/r/2", Box.letter("rule/r", 2, Instant.now().plusSeconds(60)));
        assertEquals(1, hub.purgeAll("rule/r"));
        assertEquals(Set.of("rule/r/2"), box.letters.keySet());
    }

    @Test
    void purgeAll_sessionWithoutLetters_namesTheNearest() {
        box.add("rule/r", 1);
        assertEquals("no dead letter of session rule/x, did you mean rule/r?", refusal(() -> hub.purgeAll("rule/x")));
    }

    @Test
    void purgeAll_lettersThatSomebodyElseIsRemoving_doNotKeepItBusy() {
        box.add("rule/r", 3);
        box.stuck.addAll(List.of("rule/r/2", "rule/r/3"));
        assertEquals("1 dead letters of rule/r are purged; the others are in somebody else's hands", refusal(() -> hub.purgeAll("rule/r")));
    }

    @Test
    void discard_orphan_tellsHowManyMessagesWent() throws Exception {
        sessions.waiting.put("rule/r", 3L);
        assertEquals(3, hub.discard("rule/r"));
        assertEquals(Map.of(), sessions.waiting);
        assertEquals(0, hub.discard("rule/r"));
    }

    @Test
    void discard_sessionThatIsOpenAgain_isRefused_andStays() {
        sessions.waiting.put("rule/r", -1L);
        assertEquals("session rule/r is in use again", refusal(() -> hub.discard("rule/r")));
        assertEquals(1, sessions.waiting.size());
    }

    /** Dead letters in memory. */
    private static final class Box implements DeadLetters {
        final Map<String, DeadLetter> letters = new LinkedHashMap<>();
        final List<String> replayed = new ArrayList<>();
        final Set<String> stuck = new HashSet<>();
        boolean sessionsThere = true;

        void add(String session, int count) {
            for (int i = 1; i <= count; i++) {
                letters.put(session + "/" + i, letter(session, i, Instant.EPOCH));
            }
        }

        static DeadLetter letter(String session, int i, Instant since) {
            return new DeadLetter(session + "/" + i, session, since, new Reason("RAISED", "x"), 1, "d", Message.to("t").build());
        }

        @Override
        public CompletionStage<List<DeadLetter>> list(String session, int max) {
            return CompletableFuture.completedFuture(letters.values().stream()
                    .filter(l -> session.isEmpty() || l.session().equals(session)).limit(max).toList());
        }

        @Override
        public CompletionStage<Optional<DeadLetter>> show(String id) {
            return CompletableFuture.completedFuture(Optional.ofNullable(letters.get(id)));
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
    }

    /** Sessions as numbers of messages; −1: open. */
    private static final class Sessions implements Hub {
        final Map<String, Long> waiting = new LinkedHashMap<>();

        @Override
        public HubSession open(SessionSpec spec, Consumer<Delivery> onDelivery) {
            throw new AssertionError("no command opens sessions");
        }

        @Override
        public CompletionStage<Long> discard(String name) {
            return CompletableFuture.completedFuture(waiting.remove(name));
        }

        @Override
        public CompletionStage<Long> retire(String name) {
            return CompletableFuture.completedFuture(waiting.getOrDefault(name, 0L));
        }

        @Override
        public void reserve(String clientId, String name) {
            throw new AssertionError("no command reserves client identifiers");
        }
    }
}
