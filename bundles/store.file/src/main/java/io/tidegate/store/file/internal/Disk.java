package io.tidegate.store.file.internal;

import java.io.IOException;
import java.util.List;

/** The directory that a log lives in. */
interface Disk {
    /** Names of the files in it. */
    List<String> names() throws IOException;

    LogFile open(String name) throws IOException;

    /** A new, empty file; there for good only after {@link #syncDirectory}. */
    LogFile create(String name) throws IOException;

    void delete(String name) throws IOException;

    void syncDirectory() throws IOException;

    /** Bytes that this process could still write on the device. */
    long usableBytes();
}
