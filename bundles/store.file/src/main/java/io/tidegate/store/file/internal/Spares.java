package io.tidegate.store.file.internal;

import io.tidegate.store.Claim;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Locale;

/**
 * The files in which nothing lives, to be written again in place (which costs the disk half of what a growing file
 * does), and how much all files take. {@link Limits#RESERVE} of them are kept for what makes room, so that a full disk can
 * be emptied; {@link Reserve} makes them. Owned by the committing thread.
 */
final class Spares {
    static final String SUFFIX = ".segment";

    private final Disk disk;
    private final Limits limits;
    private final FreeBytes freeBytes;
    private final ArrayDeque<Spare> spare = new ArrayDeque<>();
    private long spareBytes;
    private volatile long totalBytes;
    private long lastName;
    private boolean making;
    private volatile int files; // of spare, for whoever asks
    /** So much more than a file must be free for one of the reserve to be made. */
    private long reserveNeeds;

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
        long left = need + missingReserveBytes();
        return spare.size() > Limits.RESERVE
                || totalBytes + left <= limits.diskBytes() && freeBytes.bytes() - left >= floor(claim);
    }

    private long missingReserveBytes() {
        return (long) limits.segmentBytes() * Math.max(0, Limits.RESERVE - spare.size() - (making ? 1 : 0));
    }

    /** Whether a file of the usual size may be added for those who make room. */
    private boolean hasRoomForNew() {
        return totalBytes + limits.segmentBytes() <= limits.diskBytes()
                && freeBytes.bytes() - limits.segmentBytes() >= floor(Claim.WORK);
    }

    /** Whether a file that is used may take so much more, for its own sake, and leave the room of the reserve. */
    boolean hasRoomToGrow(long bytes) {
        return totalBytes + bytes + missingReserveBytes() <= limits.diskBytes();
    }

    /** Whether there is a file for the first segment, or room for one. */
    boolean canBegin() {
        return !spare.isEmpty() || hasRoomForNew();
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
        if (spare.size() > Limits.RESERVE || claim == Claim.RELEASE && !spare.isEmpty() && !hasRoomForNew()) {
            Spare taken = spare.poll();
            files = spare.size();
            spareBytes -= taken.size;
            return taken;
        }
        return create();
    }

    private String nextName() {
        return String.format(Locale.ROOT, "%08d" + SUFFIX, ++lastName);
    }

    private Spare create() throws IOException {
        String name = nextName();
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
        add(new Spare(name, file, size, false));
        spareBytes += size;
    }

    private void add(Spare one) {
        spare.add(one);
        files = spare.size();
    }

    /** How many files wait to be used, the reserve among them. Any thread. */
    int files() {
        return files;
    }

    /** A file that is not written again. */
    void discard(String name, LogFile file) throws IOException {
        long size = file.size();
        file.close();
        disk.delete(name);
        totalBytes -= size;
    }

    /** Of a file of the reserve, to be made now; null when none is missing, one is in the making, or there is no room. */
    String beginReserve() {
        int bytes = limits.segmentBytes();
        if (making || spare.size() >= Limits.RESERVE || totalBytes + bytes > limits.diskBytes()
                || freeBytes.bytes() - bytes <= reserveNeeds) {
            return null;
        }
        making = true;
        spareBytes += bytes;
        grown(bytes);
        return nextName();
    }

    /** It is there, on the disk. */
    void reserved(String name, LogFile file) {
        making = false;
        reserveNeeds = 0;
        add(new Spare(name, file, limits.segmentBytes(), false));
    }

    /** It could not be made, and takes no room; where it found none, it is not tried again before more is free than was then. */
    void notReserved(boolean full) {
        making = false;
        reserveNeeds = full ? Math.max(0, freeBytes.bytes()) : 0;
        spareBytes -= limits.segmentBytes();
        grown(-limits.segmentBytes());
    }

    void close() {
        spare.forEach(s -> s.file.close());
        spare.clear();
    }
}
