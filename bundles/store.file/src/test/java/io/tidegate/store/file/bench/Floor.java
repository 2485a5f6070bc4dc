package io.tidegate.store.file.bench;

import io.tidegate.store.Batch;
import io.tidegate.store.file.internal.BenchedStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * What no store can do without: it takes what is in line, writes the payloads, waits for the disk once and answers all
 * of them. No index, no checksum, nothing could be read back. One file is written over and over in place. One thread.
 */
final class Floor implements Keeper, AutoCloseable {
    private static final int MOST = 1 << 20;
    private static final long FILE_BYTES = 32L << 20;

    private final ConcurrentLinkedQueue<Waiting> line = new ConcurrentLinkedQueue<>();
    private final BenchedStore.Plain file;
    private final Thread thread = new Thread(this::run, "floor");
    private volatile boolean parked;
    private volatile boolean ended;

    // owned by the thread
    private final List<Waiting> group = new ArrayList<>();
    private byte[] bytes = new byte[1 << 16];
    private int length;
    private long at;

    /** A batch in line. */
    private record Waiting(Batch batch, Consumer<Batch> done) {
    }

    Floor(Path directory) throws IOException {
        file = new BenchedStore.Plain(directory);
        thread.start();
    }

    @Override
    public void submit(Batch batch, Consumer<Batch> done) {
        line.add(new Waiting(batch, done));
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!ended) {
            for (Waiting w = line.poll(); w != null; w = length < MOST ? line.poll() : null) {
                add(w);
            }
            flush();
            parked = true;
            if (line.isEmpty() && !ended) {
                LockSupport.park(this);
            }
            parked = false;
        }
    }

    private void add(Waiting w) {
        int payload = w.batch.entryLength(0);
        if (bytes.length - length < payload) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        System.arraycopy(w.batch.array(), w.batch.entry(0), bytes, length, payload);
        length += payload;
        group.add(w);
    }

    private void flush() {
        if (length == 0) {
            return;
        }
        try {
            file.write(at, bytes, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        at = at + length > FILE_BYTES ? 0 : at + length;
        length = 0;
        for (Waiting w : group) {
            w.done.accept(w.batch);
        }
        group.clear();
    }

    @Override
    public void close() throws InterruptedException {
        ended = true;
        LockSupport.unpark(thread);
        thread.join();
        file.close();
    }
}
