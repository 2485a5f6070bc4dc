package io.tidegate.store.file.internal;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How whoever asked is told: what fails in there is not the store's failure, unlike all else that its threads do. Any thread. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private Answers() {
    }

    /** Never throws. */
    static <T> void give(Consumer<T> to, T answer) {
        try {
            to.accept(answer);
        } catch (Throwable e) {
            // Errors too: a callback of a bundle that is being replaced may fail to link, and the others still wait.
            LOG.error("event=callback-failed reason=\"this is a bug of whoever was called back\"", e);
        }
    }
}
