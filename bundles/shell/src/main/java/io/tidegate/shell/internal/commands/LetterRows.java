package io.tidegate.shell.internal.commands;

import io.tidegate.hub.DeadLetters.Summary;
import io.tidegate.hub.DeadLetters.SummaryPage;
import io.tidegate.shell.internal.text.Listing;
import io.tidegate.shell.internal.text.Refusal;
import io.tidegate.shell.internal.text.Times;
import java.io.PrintStream;
import java.time.Instant;

/**
 * Dead letters as rows. However many there are and however long their reasons, what is held is bounded: for scripts one
 * page of the hub, for people so many rows of so many characters. Confined to the thread of its command.
 */
final class LetterRows {
    /** Rows of a table, which must be held to know how wide its columns are. */
    static final int MOST_ROWS = 1000;
    /** Of a Topic Name or a reason in a table. */
    static final int MOST_CHARACTERS = 200;

    private final Pages pages;
    private final String session;
    private String after;

    /** @param session empty: of all @param after id behind which to begin; empty: with the first */
    LetterRows(Pages pages, String session, String after) {
        this.pages = pages;
        this.session = session;
        this.after = after;
    }

    /** Who gives them, a page at a time. */
    @FunctionalInterface
    interface Pages {
        SummaryPage page(String session, String after) throws Refusal, InterruptedException;
    }

    /** For scripts: all there are, each page printed before the next is asked for. */
    void printAll(PrintStream out) throws Refusal, InterruptedException {
        SummaryPage page;
        do {
            page = pages.page(session, after);
            Listing list = list();
            for (Summary letter : page.letters()) {
                row(list, letter, letter.since(), letter.topic(), letter.why().text());
            }
            list.print(out, true);
        } while (!page.isLast());
    }

    /** For people: a table; where it ends before the letters do, a sentence says how to see the next ones. */
    void printSome(PrintStream out) throws Refusal, InterruptedException {
        Listing list = list();
        Instant now = Instant.now();
        boolean isLast = false;
        for (int rows = 0; rows < MOST_ROWS && !isLast;) {
            SummaryPage page = pages.page(session, after);
            int room = MOST_ROWS - rows;
            for (Summary letter : page.letters().subList(0, Math.min(room, page.letters().size()))) {
                row(list, letter, Times.ago(letter.since(), now) + " ago", cut(letter.topic()), cut(letter.why().text()));
                rows++;
            }
            isLast = page.isLast() && page.letters().size() <= room;
        }
        list.print(out, false);
        if (!isLast) {
            out.println("These are " + MOST_ROWS + ", and more are set aside: dlq:list " + (session.isEmpty() ? "" : "--session " + session + " ")
                    + "--after " + after + " shows the next ones" + (session.isEmpty() ? ", --session those of one session" : "") + ".");
        }
    }

    private static Listing list() {
        return new Listing("No dead letter.", "ID", "SESSION", "SINCE", "TOPIC", "BYTES", "ATTEMPTS", "KIND", "REASON");
    }

    private void row(Listing list, Summary letter, Object since, String topic, String reason) {
        list.row(letter.id(), letter.session(), since, topic, letter.payloadBytes(), letter.attempts(), letter.why().kind(), reason);
        after = letter.id();
    }

    private static String cut(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS - 1) + "…";
    }
}
