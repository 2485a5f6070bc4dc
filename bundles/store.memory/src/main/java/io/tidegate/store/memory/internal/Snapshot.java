package io.tidegate.store.memory.internal;

import io.tidegate.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What recovery tells, gathered on the committing thread and told on the caller's. Used by one of them at a time. */
final class Snapshot implements Store.Recovery {
    private final List<Consumer<Store.Recovery>> told = new ArrayList<>();

    @Override
    public void queue(long queue, String name, long first, long next, long waiting) {
        told.add(to -> to.queue(queue, name, first, next, waiting));
    }

    @Override
    public void put(int map, byte[] key, byte[] value) {
        told.add(to -> to.put(map, key, value));
    }

    void tell(Store.Recovery to) {
        told.forEach(one -> one.accept(to));
    }
}
