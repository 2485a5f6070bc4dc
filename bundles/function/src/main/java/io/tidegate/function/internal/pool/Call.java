package io.tidegate.function.internal.pool;

import io.tidegate.function.FunctionException;
import io.tidegate.function.Invocation;
import io.tidegate.function.Result;
import java.util.concurrent.CompletableFuture;

/** One call on its way. Its mutable fields are guarded by the pool's lock. */
final class Call {
    final Invocation invocation;
    final CompletableFuture<Result> result = new CompletableFuture<>();
    final long takenNanos;
    /** Its number with the worker that has it. */
    long number;
    /** When its turn came with that worker: the timeout counts from here. */
    long begunNanos;

    Call(Invocation invocation, long takenNanos) {
        this.invocation = invocation;
        this.takenNanos = takenNanos;
    }

    int bytes() {
        return invocation.payload().length;
    }

    /** Never with the pool's lock held: it runs the caller's code. */
    void fail(FunctionException.Kind kind, String message) {
        result.completeExceptionally(new FunctionException(kind, message));
    }
}
