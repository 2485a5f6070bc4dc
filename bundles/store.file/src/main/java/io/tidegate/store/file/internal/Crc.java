package io.tidegate.store.file.internal;

import java.util.zip.CRC32C;

/** CRC-32C, the checksum of everything in the log. */
final class Crc {
    private Crc() {
    }

    static int of(byte[] array, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(array, offset, length);
        return (int) crc.getValue();
    }

    /** Bytes and where they stand: what is left of an earlier use of the file, or copied elsewhere, does not match. */
    static int of(byte[] array, int offset, int length, long segment, int position) {
        CRC32C crc = new CRC32C();
        crc.update(array, offset, length);
        for (int shift = 56; shift >= 0; shift -= 8) {
            crc.update((int) (segment >>> shift) & 0xFF);
        }
        for (int shift = 24; shift >= 0; shift -= 8) {
            crc.update(position >>> shift & 0xFF);
        }
        return (int) crc.getValue();
    }
}
