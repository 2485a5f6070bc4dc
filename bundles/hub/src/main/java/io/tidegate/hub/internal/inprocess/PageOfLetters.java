package io.tidegate.hub.internal.inprocess;

import io.tidegate.hub.DeadLetters.Summary;
import io.tidegate.hub.DeadLetters.SummaryPage;
import io.tidegate.store.Page;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps summaries until it has so many, or so many bytes were looked at: that bounds what it keeps, and how long the
 * caller waits for it. Looks at one letter more, to know whether there is one. Confined to the reading that it is given to.
 */
final class PageOfLetters implements DeadLetterReading.Visitor {
    /** A disk that reads 4 MiB a second answers within a command's patience. */
    static final int MAX_BYTES = 4 << 20;

    private final int max;
    private final List<Summary> letters = new ArrayList<>();
    private long bytes;
    private boolean more;

    PageOfLetters(int max) {
        this.max = max;
    }

    @Override
    public DeadLetterReading.Next visit(String session, Page page, int i) {
        bytes += page.length(i);
        if (!letters.isEmpty() && (letters.size() == max || bytes > MAX_BYTES)) {
            more = true;
            return DeadLetterReading.Next.NOTHING;
        }
        letters.add(DeadLetterFormat.summary(session, page.sequence(i), page.array(i), page.offset(i), page.length(i)));
        return DeadLetterReading.Next.LETTER;
    }

    SummaryPage page() {
        return new SummaryPage(letters, !more);
    }
}
