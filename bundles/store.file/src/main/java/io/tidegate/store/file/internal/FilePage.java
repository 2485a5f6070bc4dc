package io.tidegate.store.file.internal;

import io.tidegate.store.Page;
import io.tidegate.store.StoreException;
import java.util.Arrays;

/** A page of bytes read from the log. Filled by the reading thread, then immutable. */
final class FilePage implements Page {
    private static final int INITIAL = 16;

    private final long queue;
    private int count;
    private long[] sequences = new long[INITIAL];
    private int[] marks = new int[INITIAL];
    private byte[][] arrays = new byte[INITIAL][];
    private int[] offsets = new int[INITIAL];
    private int[] lengths = new int[INITIAL];
    private long next;
    private boolean atEnd;
    private StoreException failure;

    FilePage(long queue, long from) {
        this.queue = queue;
        this.next = from;
    }

    void add(long sequence, int mark, byte[] array, int offset, int length) {
        if (count == sequences.length) {
            int more = count * 2;
            sequences = Arrays.copyOf(sequences, more);
            marks = Arrays.copyOf(marks, more);
            arrays = Arrays.copyOf(arrays, more);
            offsets = Arrays.copyOf(offsets, more);
            lengths = Arrays.copyOf(lengths, more);
        }
        sequences[count] = sequence;
        marks[count] = mark;
        arrays[count] = array;
        offsets[count] = offset;
        lengths[count] = length;
        count++;
    }

    FilePage ends(long next, boolean atEnd) {
        this.next = Math.max(this.next, next);
        this.atEnd = atEnd;
        return this;
    }

    FilePage fails(StoreException failure) {
        this.failure = failure;
        return this;
    }

    @Override
    public long queue() {
        return queue;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public long sequence(int i) {
        return sequences[i];
    }

    @Override
    public int mark(int i) {
        return marks[i];
    }

    @Override
    public byte[] array(int i) {
        return arrays[i];
    }

    @Override
    public int offset(int i) {
        return offsets[i];
    }

    @Override
    public int length(int i) {
        return lengths[i];
    }

    @Override
    public long next() {
        return next;
    }

    @Override
    public boolean atEnd() {
        return atEnd;
    }

    @Override
    public StoreException failure() {
        return failure;
    }
}
