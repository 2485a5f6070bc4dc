package io.tidegate.function;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Something that turns a message into a result. One service per configured function, service property
 * {@link #NAME}, registered while it takes calls: it is there also when it has no worker yet (workers start on
 * demand) and goes when it can take none.
 */
@ConsumerType
public interface Function {
    /** Service property: the function's name, as rules refer to it. */
    String NAME = "function.name";

    /**
     * Calls the function. Returns at once; never blocks, so it may be called from an event loop.
     *
     * @return completes with the result, or exceptionally with {@link FunctionException} only, whose kind says whether
     *         trying again can help. A failure does not mean that the function had no effect on the outside world. The
     *         thread of completion is the provider's: hand over before doing work.
     */
    CompletionStage<Result> invoke(Invocation invocation);
}
