package io.tidegate.rule.internal;

import io.tidegate.function.Function;
import io.tidegate.function.FunctionException;
import io.tidegate.function.Invocation;
import io.tidegate.function.Result;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A function that answers as the test says: at once by its behaviour, or later by the test's hand. */
public final class FakeFunction implements Function {
    public final List<Invocation> calls = Collections.synchronizedList(new ArrayList<>());
    public final List<CompletableFuture<Result>> open = Collections.synchronizedList(new ArrayList<>());
    /** Answers a call; null: the test answers by {@link #open}. */
    public volatile java.util.function.Function<Invocation, CompletionStage<Result>> behaviour = FakeFunction::echo;

    @Override
    public CompletionStage<Result> invoke(Invocation invocation) {
        calls.add(invocation);
        if (behaviour != null) {
            return behaviour.apply(invocation);
        }
        CompletableFuture<Result> later = new CompletableFuture<>();
        open.add(later);
        return later;
    }

    static CompletionStage<Result> echo(Invocation i) {
        return answer("<" + text(i) + ">");
    }

    static CompletionStage<Result> answer(String text) {
        return CompletableFuture.completedFuture(Result.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    static CompletionStage<Result> fails(FunctionException.Kind kind, String message) {
        return CompletableFuture.failedFuture(new FunctionException(kind, message));
    }

    static String text(Invocation i) {
        return new String(i.payload(), StandardCharsets.UTF_8);
    }
}
