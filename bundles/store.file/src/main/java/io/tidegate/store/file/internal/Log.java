package io.tidegate.store.file.internal;

import io.tidegate.store.Claim;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * The segments, the frame in the making and the file that it goes to. Owned by the committing thread (by whoever opens
 * the store, before that runs). An {@link IOException} of any method ends the store: what the file holds beyond
 * {@link #goodEnd} is then unknown.
 */
final class Log {
    private static final int MAX_FRAME = 1 << 20;
    /** For what a frame gets besides: its padding, what was freed. */
    private static final int MARGIN = 512;
    private static final int MAX_SEGMENT = 1 << 27;
    private static final int SMALL_FRAME = 8 << 10;

    final Index index;
    final Spares spares;
    final TreeMap<Long, Segment> segments;
    /** The operations of the next frame. */
    final ByteWriter frame = new ByteWriter(1 << 16);
    /** For the next one while one is on its way. */
    private byte[] spareArray = new byte[1 << 16];
    private final Disk disk;
    private final UUID identity;
    private final Limits limits;
    private final Durability durability;
    private final BiConsumer<Segment, byte[]> sealer;
    private final List<Retired> retired = new ArrayList<>();
    private final TreeMap<Long, Sealing> sealing = new TreeMap<>();
    /** Segments whose footers found no room. */
    private final List<Segment> unsealed = new ArrayList<>();
    private Segment active;
    private boolean opening;
    private long highestNumber;
    private int batches;
    private int checkpointBytes;
    private long activeSize;
    private long lastSync = System.nanoTime();
    private long writtenBytes;
    private volatile int goodEnd;
    private volatile long goodSegment;

    /** A segment in which nothing lives, to be used again once this place of the log is on the disk. */
    private record Retired(Segment segment, long since, int end) {
    }

    /** A footer that is being written; {@code bytes} are what the file was taken to grow by. */
    private record Sealing(List<Footer.Placed> runs, long bytes) {
    }

    /**
     * @param segments of the log so far
     * @param sealer   told of a segment that gets no more operations, with its footer's frame; writes it elsewhere
     */
    Log(Disk disk, UUID identity, Limits limits, Durability durability, Index index, TreeMap<Long, Segment> segments,
            Spares spares, BiConsumer<Segment, byte[]> sealer) {
        this.disk = disk;
        this.identity = identity;
        this.limits = limits;
        this.durability = durability;
        this.index = index;
        this.segments = segments;
        this.spares = spares;
        this.sealer = sealer;
        Frame.begin(frame);
    }

    int segmentBytes() {
        return limits.segmentBytes();
    }

    Segment active() {
        return active;
    }

    boolean isEmpty() {
        return frame.length == Frame.HEADER;
    }

    boolean isLarge() {
        return frame.length >= MAX_FRAME;
    }

    /** Bytes written since it was opened. */
    long writtenBytes() {
        return writtenBytes;
    }

    /** Offset in the file of what is written next into {@link #frame}. */
    int position() {
        return active.end + frame.length;
    }

    /** A batch ended in the frame. */
    void batchEnds() {
        batches++;
    }

    long goodSegment() {
        return goodSegment;
    }

    int goodEnd() {
        return goodEnd;
    }

    /** Whether this much more fits the active segment together with the frame in the making. */
    boolean fits(long bytes) {
        return active.end + (long) frame.length + bytes + MARGIN <= capacity() || isFresh() || opening;
    }

    /** Nothing but the checkpoint in it: it takes whatever comes. */
    private boolean isFresh() {
        return isEmpty() && active.end <= SegmentHeader.FIRST_FRAME + checkpointBytes;
    }

    private long capacity() {
        return Math.max(limits.segmentBytes(), Math.min(MAX_SEGMENT, 8L * checkpointBytes));
    }

    /** Whether a segment that is begun for this claim would find room. */
    boolean hasRoom(Claim claim, long bytes) {
        return fits(bytes) || spares.hasRoom(claim, bytes + checkpointBytes);
    }

    /** Begins another segment when this much does not fit. Flushes before. */
    void ensureRoom(Claim claim, long bytes) throws IOException {
        if (!fits(bytes)) {
            flush();
            if (!fits(bytes)) {
                roll(claim);
            }
        }
    }

    /** Writes the frame and, as the durability says, waits until it is on the disk. Nothing is on its way. */
    void flush() throws IOException {
        if (!isEmpty()) {
            writeFrame();
        }
        if (isSyncedAlways()) {
            sync();
        } else {
            syncWhenDue();
        }
        if (!opening) {
            goodEnd = active.end;
        }
    }

    /** Whether everything is synced before it is answered. */
    boolean isSyncedAlways() {
        return durability.kind() == Durability.Kind.ALWAYS;
    }

    private void writeFrame() throws IOException {
        int length = finishFrame();
        int more = ahead(length);
        active.file.write(active.end, frame.zeros(more).array, 0, length + more);
        wrote(length, more);
        Frame.begin(frame);
    }

    /**
     * The frame, to be written and synced by somebody else. Until {@link #landed} nothing else is written; what is put
     * into {@link #frame} meanwhile goes behind it.
     */
    Flight takeOff() {
        int length = finishFrame();
        Flight flight = new Flight(active, active.end, frame.array, length);
        wrote(length, 0);
        frame.array = spareArray;
        Frame.begin(frame);
        return flight;
    }

    /** It is on the disk. */
    void landed(Flight flight) {
        spareArray = flight.bytes;
        active.syncedTo = active.end;
        lastSync = System.nanoTime();
        goodEnd = active.end;
    }

    /** Returns its length; what is freed with it is retired once it is on the disk. */
    private int finishFrame() {
        List<Segment> free = freed();
        free.forEach(s -> frame.u8(Ops.FREE).varint(s.number));
        Frame.finish(frame, Frame.OPERATIONS, batches, active.number, active.end, active.syncedTo);
        batches = 0;
        free.forEach(s -> retired.add(new Retired(s, active.number, active.end + frame.length)));
        return frame.length;
    }

    /**
     * A file that grows costs the disk several kilobytes of its own records with each sync: before a small frame would
     * make it grow, it is made longer by so many zeros.
     */
    private int ahead(int length) {
        int end = active.end + length;
        if (end <= activeSize || length > SMALL_FRAME || opening || !isSyncedAlways()) {
            return 0;
        }
        int step = Math.max(4096, limits.segmentBytes() / 128);
        return (int) Math.max(0, Math.min((end / step + 1L) * step, limits.segmentBytes()) - end);
    }

    private void wrote(int length, int more) {
        active.end += length;
        writtenBytes += length;
        if (active.end + more > activeSize) {
            spares.grown(active.end + more - activeSize);
            activeSize = active.end + more;
        }
    }

    /** Returns once everything written is on the disk. */
    void sync() throws IOException {
        if (active.syncedTo < active.end) {
            active.file.sync();
            active.syncedTo = active.end;
            lastSync = System.nanoTime();
        }
    }

    private void syncWhenDue() throws IOException {
        if (nanosToSync() <= 0) {
            sync();
        }
    }

    /** Until {@link #flush} must be called at the latest; a long time when there is no need. */
    long nanosToSync() {
        return durability.kind() != Durability.Kind.INTERVAL || active.syncedTo == active.end ? Long.MAX_VALUE
                : lastSync + TimeUnit.MILLISECONDS.toNanos(durability.millis()) - System.nanoTime();
    }

    /** The next segment. The frame is empty. */
    private Spares.Spare roll(Claim claim) throws IOException {
        Segment old = active;
        if (old != null) {
            sync();
        }
        long number = Math.max(segments.isEmpty() ? 0 : segments.lastKey(), highestNumber) + 1;
        Spares.Spare spare = spares.take(claim);
        List<Segment> living = segments.values().stream().filter(s -> s.live > 0).toList();
        try {
            begin(new Segment(number, spare.name(), spare.file()), spare, living);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            spare.file().close(); // nobody else has it: it is no segment yet
            throw e;
        }
        for (Iterator<Segment> all = segments.values().iterator(); all.hasNext(); ) {
            Segment s = all.next();
            if (s.live == 0) {
                // Not in the checkpoint, which is on the disk: nobody will look for it.
                all.remove();
                retired.add(new Retired(s, 0, 0));
            }
        }
        segments.put(number, active);
        if (old != null) {
            unsealed.add(old);
        }
        sealAll();
        recycle();
        return spare;
    }

    /** Numbers up to this are never used again. */
    void highestNumber(long number) {
        highestNumber = number;
    }

    private void begin(Segment next, Spares.Spare spare, List<Segment> living) throws IOException {
        ByteWriter first = new ByteWriter(1 << 12);
        Frame.begin(first);
        Checkpoint.write(first, index, living);
        Frame.finish(first, Frame.CHECKPOINT, 0, next.number, next.end, next.end);
        if (!opening) {
            writeHeader(next);
        }
        active = next;
        activeSize = spare.size();
        checkpointBytes = first.length;
        active.file.write(active.end, first.array, 0, first.length);
        wrote(first.length, 0);
        if (!opening) {
            sync();
            good(spare);
        }
    }

    private void writeHeader(Segment segment) throws IOException {
        byte[] page = new SegmentHeader(segment.number, identity).page();
        segment.file.write(0, page, 0, page.length);
    }

    private void good(Spares.Spare spare) throws IOException {
        if (spare.isNew()) {
            disk.syncDirectory();
        }
        goodSegment = active.number;
        goodEnd = active.end;
    }

    /**
     * The first segment of this opening, with a frame or more to begin with. It counts only from the moment when all of
     * it is on the disk: its header is written last.
     */
    void open(Filler filler) throws IOException {
        opening = true;
        Spares.Spare spare = roll(Claim.RELEASE);
        filler.fill();
        flush();
        sync();
        writeHeader(active);
        active.file.sync();
        good(spare);
        opening = false;
    }

    /** Writes into the frame, and flushes when it is large. */
    interface Filler {
        void fill() throws IOException;
    }

    /** As far as the quota has room: without a footer a segment is read through at the next start, and costs some heap until then. */
    private void sealAll() throws IOException {
        for (Iterator<Segment> all = unsealed.iterator(); all.hasNext() && hasRoomForFooter(0); ) {
            Segment s = all.next();
            if (s.live > 0 && !s.untouchable && !seal(s)) {
                return;
            }
            all.remove();
        }
    }

    /** Beside what the active segment was let begin with. */
    private boolean hasRoomForFooter(long bytes) {
        return spares.hasRoomToGrow(bytes + Math.max(0, capacity() - activeSize));
    }

    /** Hands over a footer of what lives in it; false when there is no room for it. */
    private boolean seal(Segment segment) throws IOException {
        List<Footer.Placed> runs = new ArrayList<>();
        index.forEach(q -> q.runs.stream().filter(r -> r.segment == segment)
                .forEach(r -> runs.add(new Footer.Placed(q.number, r, 0, 0))));
        ByteWriter footer = new ByteWriter(1 << 12);
        Frame.begin(footer);
        List<Footer.Placed> listed = Footer.write(footer, runs, segment.end + Frame.HEADER);
        Frame.finish(footer, Frame.FOOTER, 0, segment.number, segment.end, segment.end);
        long grows = Math.max(0, segment.end + footer.length - segment.file.size());
        if (!hasRoomForFooter(grows)) {
            return false;
        }
        spares.grown(grows);
        segment.sealing = true;
        sealing.put(segment.number, new Sealing(listed, grows));
        sealer.accept(segment.lease(), java.util.Arrays.copyOf(footer.array, footer.length));
        return true;
    }

    /** The footer is on the disk, or could not be written: then nothing is written to that file again. */
    void sealed(Segment segment, boolean written, long grown) {
        Sealing was = sealing.remove(segment.number);
        segment.sealing = false;
        segment.sealed = written;
        segment.untouchable = !written;
        spares.grown(grown - was.bytes);
        if (written) {
            was.runs.forEach(p -> p.run().listed(p.listAt(), p.listLength()));
        }
        segment.release();
    }

    private List<Segment> freed() {
        List<Segment> free = new ArrayList<>(0);
        for (Iterator<Segment> all = segments.values().iterator(); all.hasNext(); ) {
            Segment s = all.next();
            if (isFree(s)) {
                all.remove();
                free.add(s);
            }
        }
        return free;
    }

    /** Frees also while nobody commits anything. */
    void freeWhatIsFree() throws IOException {
        if (segments.values().stream().anyMatch(this::isFree)) {
            ensureRoom(Claim.RELEASE, 16L * segments.size());
            if (!isEmpty() || segments.values().stream().anyMatch(this::isFree)) {
                writeFrame();
            }
            flush();
        }
    }

    private boolean isFree(Segment s) {
        return s.live == 0 && s != active && !s.sealing;
    }

    /** Gives back the files of segments in which nothing lives and which nobody reads. */
    void recycle() throws IOException {
        if (opening) {
            return;
        }
        for (Iterator<Retired> all = retired.iterator(); all.hasNext(); ) {
            Retired r = all.next();
            boolean durable = r.since < active.number || r.end <= active.syncedTo;
            if (durable && !r.segment.isLeased()) {
                if (r.segment.untouchable) {
                    spares.discard(r.segment.name, r.segment.file);
                } else {
                    spares.giveBack(r.segment.name, r.segment.file);
                }
                all.remove();
            }
        }
    }

    /** What was answered is on the disk when this returns; then all files are closed. */
    void close() throws IOException {
        try {
            flush();
            sync();
        } finally {
            abandon();
        }
    }

    /** Closes all files as they are. */
    void abandon() {
        segments.values().forEach(s -> s.file.close());
        retired.forEach(r -> r.segment.file.close());
        spares.close();
    }
}
