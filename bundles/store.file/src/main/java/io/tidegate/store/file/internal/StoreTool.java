package io.tidegate.store.file.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.TreeMap;

/**
 * Reads a store that nobody runs: {@code verify DIRECTORY} says whether all of it can be read and what recovery would
 * find, {@code dump DIRECTORY} prints its records. Writes nothing to it. One thread.
 */
public final class StoreTool {
    static final int GOOD = 0;
    static final int DAMAGED = 1;
    static final int NOT_READ = 2;
    private static final String USAGE = "usage: verify|dump DIRECTORY   (DIRECTORY: the gateway's data/store; stop the gateway first)";

    private final PrintStream out;
    private int damages;

    StoreTool(PrintStream out) {
        this.out = out;
    }

    /** Ends the process with 0: all is well, 1: something is damaged, 2: it could not be read. */
    public static void main(String[] args) {
        System.exit(new StoreTool(System.out).run(args));
    }

    int run(String... args) {
        if (args.length != 2 || !args[0].equals("verify") && !args[0].equals("dump")) {
            out.println(USAGE);
            return NOT_READ;
        }
        Path directory = Path.of(args[1]);
        try {
            if (!Files.isDirectory(directory)) {
                throw new NoSuchFileException(directory.toString(), null, "there is no such directory");
            }
            RealDisk disk = RealDisk.unlocked(directory);
            if (RealDisk.isLocked(directory)) {
                out.println("a gateway is running on " + directory + ": stop it first, else what is read here changes meanwhile");
                return NOT_READ;
            }
            if (args[0].equals("dump")) {
                frames(disk, true);
                return damages == 0 ? GOOD : DAMAGED;
            }
            return verify(disk, directory);
        } catch (IOException | RuntimeException e) {
            out.println("not read: " + e.getMessage());
            return NOT_READ;
        }
    }

    private int verify(Disk disk, Path directory) throws IOException {
        DamageLog damage = new DamageLog();
        LogRecovery recovery = new LogRecovery(disk, damage, Cut.NONE);
        recovery.run();
        if (recovery.identity == null) {
            out.println(directory + ": no store, nothing was ever committed here");
            return GOOD;
        }
        long[] found = new long[3];
        recovery.index.forEach(q -> {
            found[0] += q.isMap() ? 0 : 1;
            found[1] += q.isMap() ? 0 : q.waiting;
            found[2] += q.isMap() ? q.waiting : 0;
        });
        recovery.close();
        frames(disk, false);
        out.println(directory + ": format " + SegmentHeader.VERSION + ", identity " + recovery.identity);
        out.println(found[0] + " queues with " + found[1] + " entries, " + found[2] + " values in maps, "
                + recovery.index.bytes() + " bytes, in " + recovery.segments.size() + " segments");
        damages = Math.max(damages, damage.count());
        out.println(damages == 0 ? "all of it can be read" : damages + " damaged places; the gateway would step over them");
        return damages == 0 ? GOOD : DAMAGED;
    }

    /** Goes through every record of every file that holds any. */
    private void frames(Disk disk, boolean print) throws IOException {
        TreeMap<Long, String> names = new TreeMap<>();
        for (String name : disk.names()) {
            if (!Spares.isSegmentName(name)) {
                continue;
            }
            LogFile file = disk.open(name);
            SegmentHeader header = SegmentHeader.read(file);
            file.close();
            if (header == null) {
                out.println(name + ": an unused file");
            } else {
                names.put(header.number(), name);
            }
        }
        for (var segment : names.entrySet()) {
            LogFile file = disk.open(segment.getValue());
            try {
                segment(segment.getKey(), segment.getValue(), file, print);
            } finally {
                file.close();
            }
        }
    }

    private void segment(long number, String name, LogFile file, boolean print) throws IOException {
        int footerAt = SegmentHeader.footerAt(file, number);
        if (print) {
            out.println("segment " + number + " (" + name + ")" + (footerAt > 0 ? ", sealed" : ""));
        }
        FrameScanner frames = new FrameScanner(file, number, SegmentHeader.FIRST_FRAME, footerAt, (offset, what) -> {
            damages++;
            out.println("DAMAGE segment " + number + " (" + name + ") at offset " + offset + ": " + what);
        });
        while (frames.next()) {
            Dump dump = new Dump(print ? out : null, frames.offset() + Frame.HEADER);
            if (frames.type() == Frame.CHECKPOINT) {
                dump.checkpoint(frames.offset(), frames.body(), frames.bodyLength());
            } else if (frames.type() == Frame.OPERATIONS) {
                dump.operations(frames.offset(), frames.batches(), frames.body(), frames.bodyLength());
            }
        }
        if (print) {
            out.println("  " + frames.end() + " end");
        }
    }
}
