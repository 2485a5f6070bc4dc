package io.tidegate.function.internal.worker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What a worker prints, as lines that cannot harm a log: control characters and what turns text around are escaped, a
 * line is cut at {@value #MAX_LINE_BYTES} bytes, and more than {@value #LINES_A_SECOND} lines a second are counted
 * instead of written. Always reads on, so printing never stops a worker. Used by one thread.
 */
public final class WorkerLog {
    static final int MAX_LINE_BYTES = 8 * 1024;
    static final int LINES_A_SECOND = 500;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final Consumer<String> lines;
    private final LongSupplier nanoTime;
    private final byte[] line = new byte[MAX_LINE_BYTES];
    private int lineBytes;
    private long cutBytes;
    private long secondStart;
    private int linesThisSecond;
    private long dropped;

    /** @param lines called on the reading thread for every line */
    public WorkerLog(Consumer<String> lines, LongSupplier nanoTime) {
        this.lines = lines;
        this.nanoTime = nanoTime;
        this.secondStart = nanoTime.getAsLong();
    }

    /** Reads until the input ends. */
    public void readAll(InputStream in) throws IOException {
        byte[] chunk = new byte[MAX_LINE_BYTES];
        try {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                take(chunk, n);
            }
        } finally {
            if (lineBytes > 0) {
                endLine();
            }
            tellDropped();
        }
    }

    void take(byte[] chunk, int n) {
        for (int i = 0; i < n; i++) {
            if (chunk[i] == '\n') {
                endLine();
            } else if (lineBytes < MAX_LINE_BYTES) {
                line[lineBytes++] = chunk[i];
            } else {
                cutBytes++;
            }
        }
    }

    private void endLine() {
        int bytes = lineBytes > 0 && cutBytes == 0 && line[lineBytes - 1] == '\r' ? lineBytes - 1 : lineBytes;
        long cut = cutBytes;
        lineBytes = 0;
        cutBytes = 0;
        long now = nanoTime.getAsLong();
        if (now - secondStart >= SECOND_NANOS) {
            secondStart = now;
            linesThisSecond = 0;
            tellDropped();
        }
        if (++linesThisSecond > LINES_A_SECOND) {
            dropped++;
            return;
        }
        String text = escape(new String(line, 0, bytes, StandardCharsets.UTF_8));
        lines.accept(cut == 0 ? text : text + " [cut: " + cut + " more bytes]");
    }

    private void tellDropped() {
        if (dropped > 0) {
            lines.accept("[" + dropped + " lines not written: more than " + LINES_A_SECOND + " a second]");
            dropped = 0;
        }
    }

    /** Makes text from outside fit for one log line. */
    public static String escape(String text) {
        int i = 0;
        while (i < text.length() && !harmful(text.charAt(i))) {
            i++;
        }
        if (i == text.length()) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length() + 16).append(text, 0, i);
        for (; i < text.length(); i++) {
            char c = text.charAt(i);
            if (harmful(c)) {
                safe.append(String.format("\\u%04x", (int) c));
            } else {
                safe.append(c);
            }
        }
        return safe.toString();
    }

    private static boolean harmful(char c) {
        return c < 0x20 && c != '\t' || c >= 0x7f && c <= 0x9f || c >= 0x200e && c <= 0x200f
                || c >= 0x2028 && c <= 0x202e || c >= 0x2066 && c <= 0x2069 || c == 0xfeff;
    }
}
