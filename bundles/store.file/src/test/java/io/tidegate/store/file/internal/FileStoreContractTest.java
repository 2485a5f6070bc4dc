package io.tidegate.store.file.internal;

import io.tidegate.store.Store;
import io.tidegate.store.contract.StoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileStoreContractTest extends StoreContract {
    @TempDir
    private Path directory;
    private RealDisk disk;

    @Override
    protected Store open() throws Exception {
        disk = RealDisk.lock(directory.resolve("store"));
        return new StoreOpening(disk, new Limits(4 << 20, 64 << 20, 256 << 10), Durability.ALWAYS, Cut.NONE)
                .open(store -> { });
    }

    @Override
    protected void close(Store store) {
        ((FileStore) store).close();
        disk.close();
    }

    @Override
    protected Store reopen(Store store) throws Exception {
        close(store);
        return open();
    }
}
