package io.tidegate.shell.internal.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.DeadLetters.SummaryPage;
import io.tidegate.hub.Delivery;
import io.tidegate.hub.Hub;
import io.tidegate.hub.HubSession;
import io.tidegate.hub.SessionSpec;
import io.tidegate.shell.internal.text.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private final LettersInMemory box = new LettersInMemory();
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
        box.add("rule/r", 2, Instant.now().plusSeconds(60));
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
    void letters_goPageByPage_throughAllThereAre() throws Exception {
        box.add("rule/r", 1000);
        box.add("rule/s", 1);
        List<String> ids = new ArrayList<>();
        SummaryPage page = hub.letters("", "");
        for (; !page.isLast(); page = hub.letters("", ids.get(ids.size() - 1))) {
            page.letters().forEach(letter -> ids.add(letter.id()));
        }
        page.letters().forEach(letter -> ids.add(letter.id()));
        assertEquals(List.copyOf(box.letters.keySet()), ids);
        assertEquals("nonsense is no id of a dead letter", refusal(() -> hub.letters("", "nonsense")));
    }

    @Test
    void letterIds_areFew_ofTheSessionThatWasTypedElseOfEach() throws Exception {
        for (int i = 10; i < 40; i++) {
            box.add("rule/" + i, 1000);
        }
        assertEquals(256, hub.letterIds("rule/39/7").size());
        assertTrue(hub.letterIds("rule/39/7").stream().allMatch(id -> id.startsWith("rule/39/")));
        assertEquals(256, hub.letterIds("rule/").size());
        assertEquals(8, hub.letterIds("").stream().map(id -> id.substring(0, 7)).distinct().count());
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

    /** Sessions as numbers of messages; −1: open. */
    private static final class Sessions implements Hub {
        final Map<String, Long> waiting = new LinkedHashMap<>();

        @Override
        public HubSession open(SessionSpec spec, Consumer<Delivery> onDelivery) {
            throw new AssertionError("no command opens sessions");
        }

        @Override
        public CompletionStage<Long> discard(String name) {
            throw new AssertionError("would end what was opened a moment ago, too");
        }

        @Override
        public CompletionStage<Long> discardUnlessOpen(String name) {
            long messages = waiting.getOrDefault(name, 0L);
            if (messages >= 0) {
                waiting.remove(name);
            }
            return CompletableFuture.completedFuture(messages);
        }

        @Override
        public CompletionStage<Long> retire(String name) {
            throw new AssertionError("no command retires sessions");
        }

        @Override
        public void reserve(String clientId, String name) {
            throw new AssertionError("no command reserves client identifiers");
        }
    }
}
