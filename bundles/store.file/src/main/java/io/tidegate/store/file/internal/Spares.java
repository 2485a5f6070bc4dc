package io.tidegate.store.file.internal;

import io.tidegate.store.Claim;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files in which nothing lives, to be written again in place (which costs the disk half of what a growing file
 * does), and how much all files take. {@link Limits#RESERVE} of them are written full of zeros beforehand and kept for
 * what makes room, so that a full disk can be emptied. Owned by the committing thread.
 */
final class Spares {
    static final String SUFFIX = ".segment";
    private static final Logger LOG = LoggerFactory.getLogger(Spares.class);

    private final Disk disk;
    private final Limits limits;
    private final FreeBytes freeBytes;
    private final ArrayDeque<Spare> spare = new ArrayDeque<>();
    private long spareBytes;
    private volatile long totalBytes;
    private long lastName;

    /** A file that waits to be used. */
    record Spare(String name, LogFile file, long size, boolean isNew) {
    }

    Spares(Disk disk, Limits limits, FreeBytes freeBytes) {
        this.disk = disk;
        this.limits = limits;
        this.freeBytes = freeBytes;
    }

    static boolean isSegmentName(String name) {
        return name.matches("\\d{8,18}" + SUFFIX.replace(".", "\\."));
    }

    /** A file that recovery found to be in use. */
    void found(String name, long size) {
        totalBytes += size;
        named(name);
    }

    /** A name that is taken. */
    void named(String name) {
        lastName = Math.max(lastName, Long.parseLong(name.substring(0, name.length() - SUFFIX.length())));
    }

    /** A file that {@link #found} or a segment counted grew. */
    void grown(long bytes) {
        totalBytes += bytes;
        freeBytes.take(bytes);
    }

    long totalBytes() {
        return totalBytes;
    }

    long usedBytes() {
        return totalBytes - spareBytes;
    }

    /** Whether another segment of this size may begin for this claim. */
    boolean hasRoom(Claim claim, long bytes) {
        if (claim == Claim.RELEASE) {
            return true;
        }
        long need = Math.max(limits.segmentBytes(), bytes);
        long allowed = claim == Claim.INTAKE ? limits.diskBytes() / 10 * 9 : limits.diskBytes();
        if (usedBytes() + need > allowed) {
            return false;
        }
        return spare.size() > Limits.RESERVE
                || totalBytes + need <= limits.diskBytes() && freeBytes.bytes() - need >= floor(claim);
    }

    /** Whether there is a file for the first segment, or room for one. */
    boolean canBegin() {
        return !spare.isEmpty() || hasRoom(Claim.WORK, 0);
    }

    /** Whether what lives can be moved without taking the last file from those who acknowledge. */
    boolean hasRoomToMove() {
        return spare.size() >= 2 || hasRoom(Claim.WORK, 0);
    }

    static long floor(Claim claim) {
        return claim == Claim.INTAKE ? Limits.FREE_BYTES : Limits.FREE_BYTES / 4;
    }

    /** A file for the next segment: a spare one, a new one, or for what makes room one of the reserve. */
    Spare take(Claim claim) throws IOException {
        boolean roomForNew = totalBytes + limits.segmentBytes() <= limits.diskBytes()
                && freeBytes.bytes() - limits.segmentBytes() >= floor(Claim.WORK);
        if (spare.size() > Limits.RESERVE || claim == Claim.RELEASE && !spare.isEmpty() && !roomForNew) {
            Spare taken = spare.poll();
            spareBytes -= taken.size;
            return taken;
        }
        return create();
    }

    private Spare create() throws IOException {
        String name = String.format(Locale.ROOT, "%08d" + SUFFIX, ++lastName);
        return new Spare(name, disk.create(name), 0, true);
    }

    /** A file in which nothing lives any more; kept or deleted. */
    void giveBack(String name, LogFile file) throws IOException {
        long size = file.size();
        if (spare.size() >= Limits.RESERVE + Limits.SPARE || size < limits.segmentBytes() / 4 * 3
                || size > 2L * limits.segmentBytes()) {
            discard(name, file);
            return;
        }
        spare.add(new Spare(name, file, size, false));
        spareBytes += size;
    }

    /** A file that is not written again. */
    void discard(String name, LogFile file) throws IOException {
        long size = file.size();
        file.close();
        disk.delete(name);
        totalBytes -= size;
    }

    /** Writes the reserve. That there is no room for it now is said, and is no failure. */
    void fillReserve() {
        try {
            while (spare.size() < Limits.RESERVE && totalBytes + limits.segmentBytes() <= limits.diskBytes()
                    && freeBytes.bytes() - limits.segmentBytes() > 0) {
                Spare made = create();
                byte[] zeros = new byte[1 << 16];
                for (long at = 0; at < limits.segmentBytes(); at += zeros.length) {
                    made.file.write(at, zeros, 0, (int) Math.min(zeros.length, limits.segmentBytes() - at));
                }
                made.file.sync();
                disk.syncDirectory();
                grown(limits.segmentBytes());
                spareBytes += limits.segmentBytes();
                spare.add(new Spare(made.name, made.file, limits.segmentBytes(), false));
            }
        } catch (IOException e) {
            LOG.warn("event=store-reserve-missing files={} reason=\"{}\"", Limits.RESERVE - spare.size(), e.toString());
        }
    }

    void close() {
        spare.forEach(s -> s.file.close());
        spare.clear();
    }
}
