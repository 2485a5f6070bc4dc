package io.tidegate.function.internal.worker;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/** Reads what a worker sends, trusting nothing of it. Used by one thread. */
final class FrameReader {
    private static final int MAX_TEXT_BYTES = 1 << 20;
    /** A reply beyond the limit is read and thrown away up to here; what is larger can only be garbage. */
    private static final long MAX_SKIPPED_BYTES = 1L << 30;

    private final DataInputStream in;
    private final LongSupplier maxReplyBytes;
    private final WorkerListener listener;
    private boolean ready;

    /** Says that the input is not the worker protocol. */
    static final class Garbage extends IOException {
        private static final long serialVersionUID = 1L;

        Garbage(String message) {
            super(message);
        }
    }

    FrameReader(InputStream in, LongSupplier maxReplyBytes, WorkerListener listener) {
        this.in = new DataInputStream(in);
        this.maxReplyBytes = maxReplyBytes;
        this.listener = listener;
    }

    /** @return false when the input ended between two frames */
    boolean readOne() throws IOException {
        int first = in.read();
        if (first < 0) {
            return false;
        }
        long length = (long) first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int version = in.readUnsignedByte();
        int kind = in.readUnsignedByte();
        long call = in.readLong();
        in.readLong();
        long body = length - (Frames.HEADER_BYTES - Frames.LENGTH_BYTES);
        if (version != Frames.VERSION || kind < Frames.READY || kind > Frames.ERROR || body < 0) {
            throw new Garbage("version=" + version + " kind=" + kind + " length=" + length);
        }
        if (ready != kind > Frames.FAILED) {
            throw new Garbage("kind=" + kind + (ready ? " after" : " before") + " it was ready");
        }
        take(kind, call, body);
        return true;
    }

    private void take(int kind, long call, long bytes) throws IOException {
        boolean text = kind != Frames.RESULT;
        if (text && bytes > MAX_TEXT_BYTES || bytes > MAX_SKIPPED_BYTES) {
            throw new Garbage("kind=" + kind + " of " + bytes + " bytes");
        }
        if (!text && bytes > maxReplyBytes.getAsLong()) {
            in.skipNBytes(bytes);
            listener.onTooLarge(call, bytes);
            return;
        }
        byte[] body = body((int) bytes);
        switch (kind) {
            case Frames.READY -> {
                ready = true;
                listener.onReady(WorkerLog.escape(new String(body, StandardCharsets.UTF_8)));
            }
            case Frames.FAILED -> throw new StartFailure(new String(body, StandardCharsets.UTF_8));
            default -> listener.onReply(call, kind == Frames.ERROR, body);
        }
    }

    /** {@code readNBytes} grows with what really arrives, so that a length alone cannot take memory. */
    private byte[] body(int bytes) throws IOException {
        byte[] body = in.readNBytes(bytes);
        if (body.length < bytes) {
            throw new EOFException();
        }
        return body;
    }

    /** The worker says that it cannot load its function. */
    static final class StartFailure extends IOException {
        private static final long serialVersionUID = 1L;

        StartFailure(String text) {
            super(text);
        }
    }
}
