package io.tidegate.deploy.internal;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;

/** One of our installed bundles, as far as a swap needs it. Any thread; {@link #stop} and {@link #update} by one at a time. */
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

    /** Ends what runs, until the next start or {@link #update}. Returns when it has ended, which its own code may hold up. */
    void stop() throws DeployFault;

    /**
     * Gives it new content while it is stopped, and starts it where it is meant to run. Returns when it has started, which
     * its own code may hold up.
     *
     * @param content null: the content that its own location has, which is the shipped one
     */
    void update(InputStream content) throws DeployFault, IOException;
}
