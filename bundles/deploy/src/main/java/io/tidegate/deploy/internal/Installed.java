package io.tidegate.deploy.internal;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;

/** One of our installed bundles, as far as a swap needs it. Any thread; {@link #update} by one at a time. */
interface Installed {
    String symbolicName();

    String version();

    /** The installed feature that it belongs to and that would put its own content back; empty: none. */
    Optional<String> feature();

    /** When its content last changed. */
    Instant changed();

    boolean isActive();

    /** Whether it is meant to run now: started by somebody and its start level reached. */
    boolean shouldRun();

    Offer offer();

    /**
     * Gives it new content; it is stopped before and started again when it ran.
     *
     * @param content null: the content that its own location has, which is the shipped one
     */
    void update(InputStream content) throws DeployFault, IOException;

    /** Starts it, to learn why it does not run. */
    void start() throws DeployFault;
}
