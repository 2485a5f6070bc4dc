package io.tidegate.shell.internal.access;

import io.tidegate.shell.internal.text.Refusal;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what others answer later, never for ever. */
final class Answers {
    private Answers() {
    }

    /**
     * @param what who is asked, for the sentence
     * @throws Refusal when there is no answer within the limit or the answer is a failure
     */
    static <T> T await(CompletionStage<T> stage, Duration limit, String what) throws Refusal, InterruptedException {
        try {
            return stage.toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new Refusal(what + " did not answer within " + limit.toSeconds() + " s");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new Refusal(what + " cannot answer: " + (cause.getMessage() == null ? cause.toString() : cause.getMessage()));
        }
    }
}
