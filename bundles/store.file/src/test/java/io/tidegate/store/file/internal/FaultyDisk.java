package io.tidegate.store.file.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A disk in memory that fails on purpose. What was written but not synced survives a power cut in part: each sector for
 * itself, or not. A failed sync leaves what it should have saved readable, but never saves it, and the next sync
 * succeeds: as Linux does. Any thread.
 */
final class FaultyDisk implements Disk {
    /** For {@link #noHeap}: not even for the names. */
    static final String ANY = "*";
    /** Not even to ask what is free. */
    static final String FREE = "free";
    /** Not even to lock it. */
    static final String LOCK = "lock";
    private static final int SECTOR = 512;
    private static final long SYNC_NANOS = 50_000;

    /** What goes wrong next. */
    enum Fault { NONE, POWER_CUT, TORN_WRITE, SYNC_FAILS, DISK_FULL }

    private final Random random;
    private final Map<String, Content> files = new TreeMap<>(); // guarded by this, as all
    private final Map<String, Content> savedNames = new TreeMap<>();
    private Fault fault = Fault.NONE;
    private int operationsLeft;
    private volatile boolean slow;
    private CountDownLatch hang;
    private String hangingName = "";
    private volatile boolean hangs;
    private boolean locked;
    private volatile int syncs;
    private boolean dead;
    private boolean full;
    private long deviceBytes = 1L << 40;
    private int faults;
    private Fault last = Fault.NONE;
    private int openFiles;
    private String errorName = "";
    private Error error;
    private String closedName = "";
    private BooleanSupplier closedWhen;

    /** Of a file: what a reader sees, and what a power cut leaves. */
    private static final class Content {
        byte[] seen = new byte[0];
        byte[] saved = new byte[0];
        final List<int[]> unsaved = new ArrayList<>();
        int unreadableAt = -1;
    }

    FaultyDisk(Random random) {
        this.random = random;
    }

    /** This goes wrong at a later write or sync. */
    synchronized void plan(Fault next, int after) {
        fault = next;
        operationsLeft = after;
        full = false;
    }

    /** This file cannot be opened once, the first time that it is tried while that holds. */
    synchronized void failOpen(String name, BooleanSupplier when) {
        closedName = name;
        closedWhen = when;
    }

    /** From now on a sync takes a moment, as on a real disk, so that more comes meanwhile. */
    void slow(boolean slow) {
        this.slow = slow;
    }

    /** The next sync hangs until the gate that is returned is opened; those after it do not. */
    synchronized CountDownLatch hangNextSync() {
        return hangNextSync("");
    }

    /** The next sync of this file. */
    synchronized CountDownLatch hangNextSync(String name) {
        hang = new CountDownLatch(1);
        hangingName = name;
        return hang;
    }

    /** Whether a sync hangs now. */
    boolean hangs() {
        return hangs;
    }

    private void hang(Content content) {
        CountDownLatch gate = null;
        synchronized (this) {
            if (hangingName.isEmpty() || files.get(hangingName) == content) {
                gate = hang;
                hang = null;
            }
        }
        if (gate != null) {
            hangs = true;
            try {
                if (!gate.await(2L * Model.LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError("the test never let go of its sync");
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            hangs = false;
        }
    }

    /** How many syncs have succeeded. */
    int syncs() {
        return syncs;
    }

    /** This disk, for one store at a time, as {@link RealDisk} is. */
    synchronized Disk lock() throws InUse {
        if (errorName.equals(LOCK)) {
            faults++;
            throw error;
        }
        if (locked) {
            throw new InUse("the disk is in use", null);
        }
        locked = true;
        return this;
    }

    @Override
    public synchronized void close() {
        locked = false;
    }

    synchronized Fault last() {
        return last;
    }

    /** How many files are open. */
    synchronized int openFiles() {
        return openFiles;
    }

    synchronized int faults() {
        return faults;
    }

    synchronized boolean isDead() {
        return dead;
    }

    /** What is left when the power comes back. */
    synchronized void powerCut() {
        for (Map.Entry<String, Content> file : new TreeMap<>(files).entrySet()) {
            if (!savedNames.containsKey(file.getKey()) && random.nextBoolean()) {
                files.remove(file.getKey());
            }
        }
        savedNames.forEach((name, content) -> {
            if (!files.containsKey(name) && random.nextBoolean()) {
                files.put(name, content); // deleted, but that was not synced
            }
        });
        savedNames.clear();
        savedNames.putAll(files);
        files.values().forEach(this::tear);
        revive();
    }

    private void tear(Content c) {
        for (int[] range : c.unsaved) {
            for (int at = range[0] / SECTOR * SECTOR; at < range[1]; at += SECTOR) {
                int end = Math.min(at + SECTOR, Math.min(range[1], c.seen.length));
                if (random.nextBoolean() && end > at) {
                    c.saved = c.saved.length < end ? Arrays.copyOf(c.saved, end) : c.saved;
                    System.arraycopy(c.seen, at, c.saved, at, end - at);
                }
            }
        }
        c.unsaved.clear();
        c.seen = c.saved.clone();
    }

    /** The process was ended, the machine goes on: what was written is there. */
    synchronized void revive() {
        dead = false;
        full = false;
        fault = Fault.NONE;
    }

    /** No file grows any more. */
    synchronized void fill() {
        full = true;
    }

    synchronized void clear() {
        files.clear();
        savedNames.clear();
    }

    /** So much more fits the device than is on it now. */
    synchronized void room(long bytes) {
        deviceBytes = usedBytes() + bytes;
    }

    private long usedBytes() {
        return files.values().stream().mapToLong(c -> c.seen.length).sum();
    }

    /** Flips bits at a place of a file, also of what is saved. */
    synchronized void damage(String name, int at) {
        Content c = files.get(name);
        c.seen[at] ^= 0x55;
        if (at < c.saved.length) {
            c.saved[at] ^= 0x55;
        }
    }

    /** Zeros from here to there, as a disk leaves them that lost what it had. */
    synchronized void zero(String name, int from, int to) {
        Content c = files.get(name);
        Arrays.fill(c.seen, from, Math.min(to, c.seen.length), (byte) 0);
        Arrays.fill(c.saved, Math.min(from, c.saved.length), Math.min(to, c.saved.length), (byte) 0);
    }

    /** What reads this byte fails from now on, as of a sector that the device cannot read any more. */
    synchronized void unreadable(String name, int at) {
        files.get(name).unreadableAt = at;
    }

    /** Until another name is given, whoever reads this file finds no heap for it. */
    synchronized void noHeap(String name) {
        error(name, new OutOfMemoryError("for a test"));
    }

    /** Until another name is given, whoever reads this file is thrown this. */
    synchronized void error(String name, Error thrown) {
        errorName = name;
        error = thrown;
    }

    synchronized int size(String name) {
        return files.get(name).seen.length;
    }

    private Fault strikes(boolean sync) throws IOException {
        if (dead) {
            throw new IOException("the power is cut");
        }
        if (fault == Fault.NONE || --operationsLeft > 0 || fault == Fault.SYNC_FAILS && !sync
                || (fault == Fault.TORN_WRITE || fault == Fault.DISK_FULL) && sync) {
            return Fault.NONE;
        }
        Fault now = fault;
        fault = Fault.NONE;
        faults++;
        last = now;
        dead = now == Fault.POWER_CUT;
        full = now == Fault.DISK_FULL;
        return now;
    }

    @Override
    public synchronized List<String> names() {
        if (errorName.equals(ANY)) {
            faults++;
            throw error;
        }
        return List.copyOf(files.keySet());
    }

    @Override
    public synchronized LogFile open(String name) throws IOException {
        if (!files.containsKey(name)) {
            throw new IOException("no file " + name);
        }
        if (name.equals(closedName) && closedWhen.getAsBoolean()) {
            closedName = "";
            faults++;
            throw new IOException("input/output error");
        }
        return new File(files.get(name));
    }

    @Override
    public synchronized LogFile create(String name) throws IOException {
        if (files.containsKey(name) || dead) {
            throw new IOException(dead ? "the power is cut" : "there is a file " + name);
        }
        files.put(name, new Content());
        return open(name);
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        if (dead) {
            throw new IOException("the power is cut");
        }
        files.remove(name);
    }

    @Override
    public synchronized void syncDirectory() throws IOException {
        if (dead) {
            throw new IOException("the power is cut");
        }
        savedNames.clear();
        savedNames.putAll(files);
    }

    @Override
    public synchronized long usableBytes() {
        if (errorName.equals(FREE)) {
            faults++;
            throw error;
        }
        return full ? 0 : Math.max(0, deviceBytes - usedBytes());
    }

    /** One file. */
    private final class File implements LogFile {
        private final Content content;
        private boolean isOpen = true; // guarded by the disk

        File(Content content) {
            this.content = content;
            openFiles++;
        }

        @Override
        public int read(long position, byte[] to, int offset, int length) throws IOException {
            synchronized (FaultyDisk.this) {
                if (files.get(errorName) == content) {
                    faults++;
                    throw error;
                }
                if (content.unreadableAt >= position && content.unreadableAt < position + length) {
                    throw new IOException("input/output error");
                }
                int n = (int) Math.max(0, Math.min(length, content.seen.length - position));
                System.arraycopy(content.seen, (int) Math.min(position, content.seen.length), to, offset, n);
                return n;
            }
        }

        @Override
        public void write(long position, byte[] from, int offset, int length) throws IOException {
            synchronized (FaultyDisk.this) {
                Fault now = strikes(false);
                boolean noSpace = position + length > content.seen.length + usableBytes();
                boolean whole = now == Fault.NONE && !noSpace;
                int written = whole ? length : random.nextInt(length + 1);
                if (noSpace) {
                    written = (int) Math.min(written, Math.max(0, content.seen.length + usableBytes() - position));
                }
                if (position + written < SECTOR && written < length) {
                    written = 0; // a sector is written whole or not at all; a header is within the first
                }
                put((int) position, from, offset, written);
                if (!whole && (now != Fault.DISK_FULL || noSpace)) {
                    throw new IOException(noSpace ? "no space left on device" : "input/output error");
                }
                if (written < length) {
                    put((int) position, from, offset, length);
                }
            }
        }

        private void put(int position, byte[] from, int offset, int length) {
            if (content.seen.length < position + length) {
                content.seen = Arrays.copyOf(content.seen, position + length);
            }
            System.arraycopy(from, offset, content.seen, position, length);
            content.unsaved.add(new int[] {position, position + length});
        }

        @Override
        public void sync() throws IOException {
            hang(content);
            if (slow) {
                LockSupport.parkNanos(SYNC_NANOS);
            }
            synchronized (FaultyDisk.this) {
                Fault now = strikes(true);
                if (now == Fault.SYNC_FAILS) {
                    // Marked clean: readable, but never written again.
                    content.unsaved.clear();
                    throw new IOException("input/output error");
                }
                if (now == Fault.POWER_CUT) {
                    throw new IOException("the power is cut");
                }
                content.saved = content.saved.length < content.seen.length
                        ? Arrays.copyOf(content.saved, content.seen.length) : content.saved;
                for (int[] range : content.unsaved) {
                    System.arraycopy(content.seen, range[0], content.saved, range[0], range[1] - range[0]);
                }
                content.unsaved.clear();
                syncs++;
            }
        }

        @Override
        public long size() {
            synchronized (FaultyDisk.this) {
                return content.seen.length;
            }
        }

        @Override
        public void close() {
            synchronized (FaultyDisk.this) {
                openFiles -= isOpen ? 1 : 0;
                isOpen = false;
            }
        }
    }
}
