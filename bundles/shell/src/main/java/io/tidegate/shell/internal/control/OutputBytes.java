package io.tidegate.shell.internal.control;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** What commands print, as the control protocol carries it: a NUL is sent twice, since a single one begins the last line. */
final class OutputBytes extends FilterOutputStream {
    OutputBytes(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
        if ((byte) b == 0) {
            out.write(0);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int sent = offset;
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == 0) {
                out.write(bytes, sent, i + 1 - sent);
                sent = i; // once more with what follows
            }
        }
        out.write(bytes, sent, offset + length - sent);
    }
}
