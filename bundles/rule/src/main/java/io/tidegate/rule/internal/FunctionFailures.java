package io.tidegate.rule.internal;

import io.tidegate.function.FunctionException;
import io.tidegate.function.FunctionException.Kind;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes what a call failed with a failure of a known kind. */
final class FunctionFailures {
    private static final Logger LOG = LoggerFactory.getLogger(FunctionFailures.class);

    private FunctionFailures() {
    }

    /** What is of no known kind counts as CRASHED, for it may have happened in the middle of the call. */
    static FunctionException of(Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof FunctionException known) {
            return known;
        }
        LOG.error("event=call-failed reason=\"this is a bug: a function fails with FunctionException only\"", cause);
        return new FunctionException(Kind.CRASHED, String.valueOf(cause));
    }
}
