package io.tidegate.hub.internal.inprocess;

import io.tidegate.hub.DeadLetters.DeadLetter;
import io.tidegate.store.Page;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Keeps the oldest letters of all it is shown, so many and so many bytes; the first whatever its size. A session's letters
 * are shown oldest first. Confined to the reading that it is given to.
 */
final class OldestLetters implements DeadLetterReading.Visitor {
    static final int MAX_BYTES = 8 << 20;
    private static final Comparator<DeadLetter> BY_AGE = Comparator.comparing(DeadLetter::since).thenComparing(DeadLetter::id);

    private final int max;
    /** With how many bytes each was stored. */
    private final TreeMap<DeadLetter, Integer> oldest = new TreeMap<>(BY_AGE);
    private long bytes;
    /** The oldest that had no place: what is no older has none either, however small it is. */
    private DeadLetter cut;

    OldestLetters(int max) {
        this.max = max;
    }

    @Override
    public DeadLetterReading.Next visit(String session, Page page, int i) {
        DeadLetter letter = DeadLetterFormat.read(session, page.sequence(i), page.array(i), page.offset(i), page.length(i));
        if (cut != null && BY_AGE.compare(letter, cut) >= 0) {
            return DeadLetterReading.Next.SESSION;
        }
        oldest.put(letter, page.length(i));
        bytes += page.length(i);
        while (oldest.size() > max || bytes > MAX_BYTES && oldest.size() > 1) {
            cut = oldest.lastKey();
            bytes -= oldest.remove(cut);
        }
        return DeadLetterReading.Next.LETTER;
    }

    List<DeadLetter> letters() {
        return List.copyOf(oldest.keySet());
    }
}
