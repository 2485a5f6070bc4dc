package io.tidegate.hub;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The hub as an in-process client sees it: a place to open sessions in. Bundle scope: every bundle that uses it has
 * its own, and the sessions that it opened are closed (left, not ended) when the bundle lets go of it.
 */
@ProviderType
public interface Hub {
    /**
     * Opens the session of this name, resuming what the store holds for it: subscriptions, queue, attempts. An open
     * session of the same name is closed first; its deliveries become {@link Outcome#stale() stale}.
     *
     * @param spec       who opens it and what it may
     * @param onDelivery called on the session's loop, one at a time, must not block; never called before {@link HubSession#request}
     * @return at once; the session rests while there is no transport
     * @throws IllegalStateException when the hub is stopping
     */
    HubSession open(SessionSpec spec, Consumer<Delivery> onDelivery);

    /**
     * Ends a session that nobody configures any more: its subscriptions, queue and reserved client id go.
     *
     * @return how many waiting messages went with it; completes on one of the hub's loops
     */
    CompletionStage<Long> discard(String name);

    /**
     * The same, unless somebody has the session open, or is about to: what is configured again meanwhile is not ended.
     *
     * @return how many waiting messages went with it; 0 also where there is no such session; −1: somebody has it open and
     *         nothing was changed. Completes on one of the hub's loops, and not before there is a transport
     */
    CompletionStage<Long> discardUnlessOpen(String name);

    /**
     * Nobody configures this session any more. Unless somebody has it open: it gives up its subscriptions and its
     * client id, and ends when it is empty; with messages it stays as {@code ORPHANED}, also across restarts, until it is
     * opened again or {@link #discard discarded}. Messages that were accepted before this call count.
     *
     * @return how many messages keep it; 0: there is no such session (any more); −1: somebody has it open and nothing
     *         was changed. Completes on one of the hub's loops, and not before there is a transport
     */
    CompletionStage<Long> retire(String name);

    /**
     * Keeps a client id for a session that is not open, because its rule cannot run: no connection may use it until
     * the session is retired or discarded, and one that has it is closed; what the store keeps for its client stays.
     * {@link #open} does the same for {@link SessionSpec#clientId()}, in place of an identifier that the session had before.
     */
    void reserve(String clientId, String name);
}
