package io.tidegate.hub.internal.shard;

import io.tidegate.hub.internal.routing.Bytes;
import io.tidegate.store.Batch;
import io.tidegate.store.Store;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Client identifiers that no connection may use, to the in-process session that reserved each. In the store too, so that the
 * hub after this one refuses them before whoever reserved them is there again. Reading is thread-safe; changes are guarded
 * by {@code lock}, under which they are submitted as well: the store is told in the order in which they happened.
 */
public final class Reservations {
    private static final Logger LOG = LoggerFactory.getLogger(Reservations.class);

    private final Store store;
    private final Object lock = new Object();
    private final Map<String, String> names = new ConcurrentHashMap<>();

    Reservations(Store store) {
        this.store = store;
    }

    /** The name of the session that reserves an identifier; null: none does. */
    public String holder(String clientId) {
        return names.get(clientId);
    }

    /**
     * What the store told at the start: those of sessions that are there still count; nobody can say of the others that
     * they are not wanted any more.
     */
    public void recovered(Map<String, String> stored, Set<String> sessions) {
        synchronized (lock) {
            stored.forEach((clientId, name) -> {
                if (sessions.contains(name)) {
                    names.put(clientId, name);
                } else {
                    submit(batch -> delete(batch, clientId));
                }
            });
        }
    }

    /** @return whether it is reserved only now, so that a connection may have it */
    public boolean add(String clientId, String name) {
        synchronized (lock) {
            String before = names.put(clientId, name);
            if (!name.equals(before)) {
                submit(batch -> batch.put(Maps.RESERVED, Bytes.of(clientId), Bytes.of(name)));
            }
            return before == null;
        }
    }

    /** A session has this identifier and no other. @param clientId null: none at all */
    public boolean only(String clientId, String name) {
        synchronized (lock) {
            remove(name, clientId);
            return clientId != null && add(clientId, name);
        }
    }

    /** A session reserves nothing any more. */
    public void release(String name) {
        synchronized (lock) {
            remove(name, null);
        }
    }

    private void remove(String name, String but) {
        names.entrySet().removeIf(e -> {
            boolean goes = e.getValue().equals(name) && !e.getKey().equals(but);
            if (goes) {
                submit(batch -> delete(batch, e.getKey()));
            }
            return goes;
        });
    }

    private static void delete(Batch batch, String clientId) {
        byte[] key = Bytes.of(clientId);
        batch.delete(Maps.RESERVED, key, 0, key.length);
    }

    /** Always accepted: there are few, and small ones. */
    private void submit(Consumer<Batch> change) {
        Batch batch = new Batch(128);
        change.accept(batch);
        store.submit(batch, b -> {
            if (b.failure() != null) {
                LOG.warn("event=reservation-not-stored reason=\"{}\" then=\"the next hub does not know of it\"", b.failure().getMessage());
            }
        });
    }
}
