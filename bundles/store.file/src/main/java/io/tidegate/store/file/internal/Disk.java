package io.tidegate.store.file.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The directory that a log lives in, nobody else's while it is open. */
interface Disk extends AutoCloseable {
    /** Where a keeper gets one from. */
    @FunctionalInterface
    interface Source {
        /**
         * @throws InUse       while somebody else has it
         * @throws IOException when it cannot be used; a sentence
         */
        Disk lock(Path directory) throws IOException;
    }

    /** Somebody else has it, who may give it back. */
    final class InUse extends IOException {
        private static final long serialVersionUID = 1L;

        InUse(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Names of the files in it. */
    List<String> names() throws IOException;

    LogFile open(String name) throws IOException;

    /** A new, empty file; there for good only after {@link #syncDirectory}. */
    LogFile create(String name) throws IOException;

    void delete(String name) throws IOException;

    void syncDirectory() throws IOException;

    /** Bytes that this process could still write on the device. */
    long usableBytes();

    /** Gives it back: from now on somebody else may write. */
    @Override
    void close();
}
