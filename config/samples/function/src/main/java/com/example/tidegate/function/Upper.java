package com.example.tidegate.function;

import io.tidegate.function.Function;
import io.tidegate.function.Invocation;
import io.tidegate.function.Result;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Component;

/** Answers in upper case. Rules call it {@code upper}. */
@Component(property = Function.NAME + "=upper")
public final class Upper implements Function {
    /** Called on an event loop: what takes longer than a moment belongs on a thread of one's own. */
    @Override
    public CompletionStage<Result> invoke(Invocation invocation) {
        String text = new String(invocation.payload(), StandardCharsets.UTF_8);
        return CompletableFuture.completedFuture(Result.of(text.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8)));
    }
}
