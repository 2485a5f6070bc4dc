package io.tidegate.deploy.internal.etc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells a file in which nothing is written: no byte, or only blanks, line ends and zeros. That is what a full disk or a loss of
 * power leaves of a file that was being saved, so it is no word of the operator's. Stateless.
 */
final class Blank {
    private static final int[] BYTE_ORDER_MARK = {0xEF, 0xBB, 0xBF};

    private Blank() {
    }

    static boolean is(Path file) throws IOException {
        byte[] start = new byte[8192];
        try (InputStream in = Files.newInputStream(file)) {
            boolean first = true;
            for (int read = in.readNBytes(start, 0, start.length); read > 0; read = in.readNBytes(start, 0, start.length)) {
                for (int i = first && hasMark(start, read) ? BYTE_ORDER_MARK.length : 0; i < read; i++) {
                    if ((start[i] & 0xFF) > ' ') {
                        return false;
                    }
                }
                first = false;
            }
            return true;
        }
    }

    private static boolean hasMark(byte[] bytes, int length) {
        boolean mark = length >= BYTE_ORDER_MARK.length;
        for (int i = 0; mark && i < BYTE_ORDER_MARK.length; i++) {
            mark = (bytes[i] & 0xFF) == BYTE_ORDER_MARK[i];
        }
        return mark;
    }
}
