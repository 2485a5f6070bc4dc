package io.tidegate.log.internal.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One log file that is appended to, put aside when it is large or old, and opened anew when somebody else moved it away.
 * Owned by the writing thread; only {@link #limits} may be called by others.
 */
final class LogFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogFile.class);
    private static final Duration TIDY_AFTER = Duration.ofDays(1);

    private final Path path;
    private final Backups backups;
    private final Executor packer;
    private final Clock clock;
    private volatile Limits limits;
    /** What was put aside is to be looked through, as other limits count for it. */
    private volatile boolean untidy;

    // valid while open
    private OutputStream out;
    private Object key;
    private long bytes;
    private Instant began;
    private Instant tidied;

    /** @param packer runs what takes long: removing and packing what was put aside; may refuse it, which is asked again then */
    LogFile(Path path, Limits limits, Executor packer, Clock clock) {
        this.path = path;
        this.backups = new Backups(path);
        this.packer = packer;
        this.clock = clock;
        this.limits = limits;
    }

    /** Counts from the next line on; for what was put aside, from the next {@link #look} on. */
    void limits(Limits newLimits) {
        if (!newLimits.equals(limits)) {
            limits = newLimits;
            untidy = true;
        }
    }

    void open() throws IOException {
        if (out != null) {
            return;
        }
        Files.createDirectories(path.getParent());
        OutputStream opened = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        try {
            BasicFileAttributes facts = Files.readAttributes(path, BasicFileAttributes.class);
            key = facts.fileKey();
            bytes = facts.size();
            began = bytes == 0 ? clock.instant() : facts.creationTime().toInstant();
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        out = opened;
        tidy();
    }

    /** Appends whole lines; all of them or, when it fails, perhaps a beginning. */
    void write(byte[] lines) throws IOException {
        open();
        if (bytes > 0 && (bytes + lines.length > limits.bytes() || began.isBefore(clock.instant().minus(limits.age())))) {
            putAside();
        }
        out.write(lines);
        bytes += lines.length;
    }

    private void putAside() throws IOException {
        close();
        Files.move(path, backups.fresh(clock.instant()));
        open();
    }

    private void tidy() {
        untidy = false;
        tidied = clock.instant();
        Limits now = limits;
        try {
            packer.execute(() -> tidy(now));
        } catch (RejectedExecutionException e) {
            untidy = true; // too much waits for it already: asked again at the next look
        }
    }

    private void tidy(Limits now) {
        try {
            backups.tidy(now, clock.instant());
        } catch (IOException e) {
            LOG.warn("event=log-backups-not-tidied file={} reason=\"{}\"", path, e.toString());
        }
    }

    /** From time to time: whether the file is still the one that is written to, and whether something put aside has become too old. */
    void look() throws IOException {
        if (out == null) {
            return;
        }
        if (!Objects.equals(key, keyOnDisk())) {
            close();
            open();
        } else if (untidy || Duration.between(tidied, clock.instant()).abs().compareTo(TIDY_AFTER) >= 0) {
            tidy();
        }
    }

    private Object keyOnDisk() throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException gone) {
            return "gone";
        }
    }

    @Override
    public void close() throws IOException {
        OutputStream was = out;
        out = null;
        if (was != null) {
            was.close();
        }
    }
}
