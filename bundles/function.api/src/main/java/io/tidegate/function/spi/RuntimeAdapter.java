package io.tidegate.function.spi;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A language: says how a function of it is started and nothing else. Whiteboard service with property
 * {@link #NAME}. Pure: no process, no thread, no state; the function manager owns every worker that results, so an
 * adapter may be replaced while its workers go on.
 */
@ConsumerType
public interface RuntimeAdapter {
    /** Service property: the runtime's name, as functions refer to it, such as {@code python}. */
    String NAME = "runtime.name";

    /**
     * Plans how a worker of this function is started. Called on any thread; answers at once.
     *
     * @throws IllegalArgumentException when the specification cannot be served; its message names key, value and what is allowed
     */
    Launch plan(FunctionSpec spec);
}
