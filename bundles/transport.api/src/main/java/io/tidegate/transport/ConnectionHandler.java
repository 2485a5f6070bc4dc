package io.tidegate.transport;

import org.osgi.annotation.versioning.ConsumerType;

/** The hub, as the transport sees it: an OSGi service. */
@ConsumerType
public interface ConnectionHandler {
    /**
     * Called once per loop, on its thread, before anything else of that loop.
     *
     * @return the hub's half of that loop
     */
    LoopHandler attach(Loop loop);
}
