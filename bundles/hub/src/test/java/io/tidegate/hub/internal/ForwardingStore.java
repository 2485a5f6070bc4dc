package io.tidegate.hub.internal;

import io.tidegate.store.Batch;
import io.tidegate.store.Page;
import io.tidegate.store.Store;
import java.util.function.Consumer;

/** A store that is another one, but for what a test overrides. */
class ForwardingStore implements Store {
    private final Store store;

    ForwardingStore(Store store) {
        this.store = store;
    }

    @Override
    public String identity() {
        return store.identity();
    }

    @Override
    public void recover(Recovery to) {
        store.recover(to);
    }

    @Override
    public void submit(Batch batch, Consumer<Batch> done) {
        store.submit(batch, done);
    }

    @Override
    public void read(long queue, long from, int maxEntries, int maxBytes, Consumer<Page> to) {
        store.read(queue, from, maxEntries, maxBytes, to);
    }

    @Override
    public Usage usage() {
        return store.usage();
    }
}
