package io.tidegate.store.file.internal;

import java.io.IOException;

/**
 * One file of the log, as little of it as the log needs, so that tests can put a failing disk beneath it. Reads may
 * come from any thread; writes and syncs from one thread at a time.
 */
interface LogFile {
    /** Reads up to {@code length} bytes; returns how many there were, 0 at the end. */
    int read(long position, byte[] to, int offset, int length) throws IOException;

    /** Writes all of it, or throws; what is on the disk then is unknown until {@link #sync}. */
    void write(long position, byte[] from, int offset, int length) throws IOException;

    /** Returns once everything written is on the disk. After a failure nothing that was unsynced may be relied upon. */
    void sync() throws IOException;

    long size() throws IOException;

    void close();
}
