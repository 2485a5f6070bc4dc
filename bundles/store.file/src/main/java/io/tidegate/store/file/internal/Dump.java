package io.tidegate.store.file.internal;

import java.io.PrintStream;
import java.util.List;

/** Prints the records of a frame, one line each; payloads by their length only. One thread. */
final class Dump implements Ops.Handler {
    private final PrintStream out;
    private final int bodyAt;

    /** @param out null: reads all, prints nothing */
    Dump(PrintStream out, int bodyAt) {
        this.out = out;
        this.bodyAt = bodyAt;
    }

    private void line(String text) {
        if (out != null) {
            out.println(text);
        }
    }

    void checkpoint(int offset, byte[] body, int length) {
        Index index = new Index();
        List<Checkpoint.Older> older = Checkpoint.read(new ByteReader(body, 0, length), index);
        line("  " + offset + " checkpoint: " + index.size() + " queues and maps; older segments "
                + older.stream().map(o -> Long.toString(o.number())).toList());
        index.forEach(q -> line("    " + (q.isMap() ? "map " + q.id : "queue " + q.id + " \"" + printable(q.name) + "\"")
                + " number " + q.number + " next " + q.next + " ranges " + q.recovered.length / 2));
    }

    void operations(int offset, int batches, byte[] body, int length) {
        line("  " + offset + " operations: " + batches + " batches, " + length + " bytes");
        Ops.read(body, 0, length, this);
    }

    /** Control characters from outside do nothing to a terminal. */
    static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c)) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }

    @Override
    public void append(boolean moved, long[] refs, int count, int entryAt, int dataAt, int length) {
        if (out == null) {
            return;
        }
        StringBuilder text = new StringBuilder(moved ? "    move" : "    append");
        for (int i = 0; i < 2 * count; i += 2) {
            text.append(' ').append(refs[i]).append(':').append(refs[i + 1]);
        }
        line(text + " " + length + " bytes at " + (bodyAt + entryAt));
    }

    @Override
    public void remove(long queue, long sequence) {
        line("    remove " + queue + ":" + sequence);
    }

    @Override
    public void mark(long queue, long sequence, int mark) {
        line("    mark " + queue + ":" + sequence + " " + mark);
    }

    @Override
    public void open(long queue, int kind, long id, String name) {
        line("    open " + (kind == QueueState.MAP ? "map " : "queue ") + id + " \"" + printable(name) + "\" number " + queue);
    }

    @Override
    public void drop(long queue) {
        line("    drop " + queue);
    }

    @Override
    public void free(long segment) {
        line("    free segment " + segment);
    }
}
