package io.tidegate.store.memory.internal;

import io.tidegate.store.Store;
import io.tidegate.store.contract.StoreContract;

class MemoryStoreContractTest extends StoreContract {
    @Override
    protected Store open() {
        return new MemoryStore(4 << 20);
    }

    @Override
    protected void close(Store store) {
        ((MemoryStore) store).close();
    }
}
