package io.tidegate.store.file.bench;

import io.tidegate.store.Batch;
import java.util.function.Consumer;

/** Something that takes batches and answers them when they are on the disk. */
@FunctionalInterface
interface Keeper {
    void submit(Batch batch, Consumer<Batch> done);
}
