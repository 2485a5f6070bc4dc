package io.tidegate.hub.spi;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** Says who somebody is. Asked at CONNECT on a loop; answers off the loop, for a password hash is slow on purpose. */
@ConsumerType
public interface Authenticator {
    /** Completes on any thread, exceptionally only when it could not be decided; the hub waits at most 5 s. */
    CompletionStage<Authentication> authenticate(Credentials credentials);
}
