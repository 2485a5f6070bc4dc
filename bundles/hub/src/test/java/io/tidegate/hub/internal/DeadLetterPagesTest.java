package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.DeadLetters;
import io.tidegate.hub.DeadLetters.DeadLetter;
import io.tidegate.hub.DeadLetters.Summary;
import io.tidegate.hub.DeadLetters.SummaryPage;
import io.tidegate.hub.Outcome;
import io.tidegate.hub.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How are dead letters gone through without holding more than a bounded part of them, however many and large they are? */
class DeadLetterPagesTest {
    private static final Reason WHY = new Reason("RAISED", "it raised ValueError: ä");
    private static final int HALF_MEBIBYTE = 512 << 10;

    private static Taker setAside(HubServer hub, String session, String... payloads) throws Exception {
        Taker taker = Taker.open(hub, session).subscribe(session, 1).request(1000);
        for (String payload : payloads) {
            taker.publish(session, payload, 1);
            assertEquals(Outcome.Kind.DONE, Taker.of(taker.expect(payload).setAside(WHY)).kind());
        }
        return taker;
    }

    private static String[] large(int count) {
        return Stream.generate(() -> "x".repeat(HALF_MEBIBYTE)).limit(count).toArray(String[]::new);
    }

    private static List<String> ids(SummaryPage page) {
        return page.letters().stream().map(Summary::id).toList();
    }

    @OnLoops
    void summarySaysEverythingButThePayload(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            setAside(hub, "rule/x", "one");
            Summary summary = Taker.of(hub.core.deadLetters().page("", "", 10)).letters().get(0);
            DeadLetter whole = Taker.of(hub.core.deadLetters().show(summary.id())).orElseThrow();
            assertEquals(new Summary(whole.id(), "rule/x", whole.since(), WHY, 1, "rule/x", 3), summary);
        }
    }

    @OnLoops
    void pagesGoThroughEverySession_evenWhereTheLetterBeforeIsGone(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            setAside(hub, "rule/b", "1", "2", "3");
            setAside(hub, "rule/a", "4", "5");
            DeadLetters letters = hub.core.deadLetters();
            assertEquals(List.of("rule/a", "rule/b"), Taker.of(letters.sessionNames()));
            SummaryPage first = Taker.of(letters.page("", "", 3));
            assertEquals(List.of("rule/a/1", "rule/a/2", "rule/b/1"), ids(first));
            assertFalse(first.isLast());
            assertTrue(Taker.of(letters.purge("rule/b/1")));
            assertEquals(new SummaryPage(Taker.of(letters.page("rule/b", "", 9)).letters(), true), Taker.of(letters.page("", "rule/b/1", 2)));
            assertEquals(List.of("rule/b/2", "rule/b/3"), ids(Taker.of(letters.page("", "rule/a/77", 9))));
            assertEquals(List.of("rule/b/2", "rule/b/3"), ids(Taker.of(letters.page("", "rule/aa/1", 9))));
            assertEquals(List.of(), ids(Taker.of(letters.page("rule/a", "rule/b/1", 9))));
            assertTrue(Taker.of(letters.page("", "rule/b/" + Long.MAX_VALUE, 9)).isLast());
            assertEquals("nonsense is no id of a dead letter",
                    assertThrows(IllegalArgumentException.class, () -> letters.page("", "nonsense", 9)).getMessage());
        }
    }

    @OnLoops
    void pageOfLargeLettersEndsEarly_andTheNextGoesOn(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            setAside(hub, "rule/x", large(20));
            List<String> all = new ArrayList<>();
            SummaryPage page = Taker.of(hub.core.deadLetters().page("", "", 1000));
            assertEquals(7, page.letters().size(), "of half a mebibyte and some");
            for (all.addAll(ids(page)); !page.isLast(); all.addAll(ids(page))) {
                page = Taker.of(hub.core.deadLetters().page("", all.get(all.size() - 1), 1000));
            }
            assertEquals(Stream.iterate(1, n -> n + 1).limit(20).map(n -> "rule/x/" + n).toList(), all);
        }
    }

    @OnLoops
    void listOfLargeLettersEndsEarly_withTheOldest(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            setAside(hub, "rule/b", large(10));
            setAside(hub, "rule/a", large(10));
            setAside(hub, "rule/c", "small");
            List<DeadLetter> listed = Taker.of(hub.core.deadLetters().list("", 10_000));
            assertEquals(15, listed.size());
            assertEquals(10, listed.stream().filter(l -> l.session().equals("rule/b")).count(), "set aside before the others");
            assertEquals(0, listed.stream().filter(l -> l.session().equals("rule/c")).count(), "behind what was cut");
        }
    }

    /** Otherwise so many large letters are held as there are sessions, or ids. */
    @OnLoops
    void readsAreOneAfterAnother(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            setAside(hub, "rule/a", "1");
            setAside(hub, "rule/b", "2");
            hub.between.holdReads();
            var listed = hub.core.deadLetters().list("", 10);
            assertEquals(1, hub.between.holds());
            hub.between.letGo();
            List<String> ids = Taker.of(listed).stream().map(DeadLetter::id).toList();
            hub.between.holdReads();
            var purged = hub.core.deadLetters().purge(ids);
            assertEquals(1, hub.between.holds());
            hub.between.letGo();
            assertEquals(2, Taker.of(purged));
        }
    }

    @OnLoops
    void purgeOfManyRemovesThoseThatAreThere_once(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            setAside(hub, "rule/x", "1", "2", "3");
            DeadLetters letters = hub.core.deadLetters();
            List<String> some = List.of("rule/x/1", "nonsense", "rule/x/3", "rule/x/1", "rule/y/1", "rule/x/9");
            assertEquals(2, Taker.of(letters.purge(some)));
            assertEquals(0, Taker.of(letters.purge(some)));
            assertEquals(List.of("rule/x/2"), ids(Taker.of(letters.page("", "", 9))));
            assertEquals(0, Taker.of(letters.purge(List.of())));
            hub.between.holdReads();
            var first = letters.purge(List.of("rule/x/2"));
            var second = letters.purge(List.of("rule/x/2"));
            hub.between.letGo();
            assertEquals(1, Taker.of(first) + Taker.of(second));
        }
    }
}
