package io.tidegate.function.internal.launch;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Notices that a function's code has changed: looks at names, sizes and times every second (less often where looking is
 * slow), and at the content only when these differ and have stayed the same for two looks, so that a half-written
 * file is not taken; what is there before the first start counts as known. Compiled files do not count, nor does
 * what lies beyond the first {@value #MOST_FILES} files.
 *
 * <p>Threads: {@link #due}, {@link #hash} and {@link #forget} any; the others block each other.
 */
public final class CodeWatch {
    private static final long EVERY_NANOS = 1_000_000_000L;
    private static final int COST_FACTOR = 50;
    static final int MOST_FILES = 20_000;

    private final LongSupplier nanoTime;
    private volatile long nextLook;
    private volatile boolean looking;
    private volatile String hash = "";
    private volatile boolean forgotten;
    // guarded by this
    private boolean known;
    private String seen = "";
    private String hashed = "";
    /** Stays empty when the code changed between the first start and the first look. */
    private String firstContent = "";

    public CodeWatch(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.nextLook = nanoTime.getAsLong();
    }

    /** Whether it is time to look; true once per look. */
    public boolean due() {
        if (looking || nanoTime.getAsLong() - nextLook < 0) {
            return false;
        }
        looking = true;
        return true;
    }

    /** Of the content as last seen when it had changed; empty for what was there first. */
    public String hash() {
        return hash;
    }

    /** Another directory counts from now on: what is there is the first again. */
    public void forget() {
        forgotten = true;
        hash = "";
    }

    /**
     * To be called before a worker starts: whatever changes from now on is a change. Only looks at names, sizes and
     * times; blocks for the disk.
     */
    public synchronized void beforeStart(Path directory) throws IOException {
        startOver();
        if (seen.isEmpty()) {
            seen = facts(files(directory));
        }
    }

    private void startOver() {
        if (forgotten) {
            forgotten = false;
            known = false;
            seen = "";
            hashed = "";
        }
    }

    /** There is nothing to look at yet. */
    public void skip() {
        looking = false;
    }

    /** @return whether the content is another than before; blocks for the disk */
    public synchronized boolean look(Path directory) {
        long start = nanoTime.getAsLong();
        try {
            return changed(directory);
        } catch (IOException unreadable) {
            return false; // in the middle of a change, or not there: a start would say it
        } finally {
            long end = nanoTime.getAsLong();
            nextLook = end + Math.max(EVERY_NANOS, (end - start) * COST_FACTOR);
            looking = false;
        }
    }

    private boolean changed(Path directory) throws IOException {
        startOver();
        Map<String, BasicFileAttributes> files = files(directory);
        String now = facts(files);
        boolean settled = now.equals(seen);
        boolean first = !known && (settled || seen.isEmpty());
        known = true;
        seen = now;
        if (!first && (!settled || now.equals(hashed))) {
            return false;
        }
        hashed = now;
        String content = content(directory, files);
        if (first) {
            firstContent = content;
            return false;
        }
        String next = content.equals(firstContent) ? "" : content;
        boolean differs = !next.equals(hash);
        hash = next;
        return differs;
    }

    private static String facts(Map<String, BasicFileAttributes> files) {
        Sha256 facts = new Sha256();
        files.forEach((name, a) -> facts.add(name).add(a.size() + "@" + a.lastModifiedTime()));
        return facts.hex();
    }

    private static String content(Path directory, Map<String, BasicFileAttributes> files) throws IOException {
        Sha256 content = new Sha256();
        for (String name : files.keySet()) {
            content.add(name).add(directory.resolve(name));
        }
        return content.hex();
    }

    private static Map<String, BasicFileAttributes> files(Path directory) throws IOException {
        Map<String, BasicFileAttributes> files = new TreeMap<>();
        Files.walkFileTree(directory, Set.of(FileVisitOption.FOLLOW_LINKS), 32, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                boolean compiled = dir.getFileName() != null && dir.getFileName().toString().equals("__pycache__");
                return compiled ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && !file.toString().endsWith(".pyc")) {
                    files.put(directory.relativize(file).toString(), attributes);
                }
                return files.size() > MOST_FILES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE; // a dangling link, or just deleted
            }
        });
        return files;
    }
}
