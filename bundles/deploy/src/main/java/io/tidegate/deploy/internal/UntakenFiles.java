package io.tidegate.deploy.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Finds files in deploy/ that nobody takes: FileInstall leaves them lying without a word. A file counts when it has
 * been the same for {@link #LIMIT}. Confined to the watch thread.
 */
final class UntakenFiles {
    /** How long somebody may need to take a file. */
    static final Duration LIMIT = Duration.ofSeconds(3);

    private final DeployDirectory directory;
    private final Function<Path, Optional<String>> untaken;
    private final Findings findings;
    private final LongSupplier nanoTime;
    private final Map<Path, Seen> seen = new HashMap<>();
    private final Set<Path> reported = new HashSet<>();

    /** @param untaken why nobody takes a file, as a sentence; empty when somebody does */
    UntakenFiles(DeployDirectory directory, Function<Path, Optional<String>> untaken, Findings findings, LongSupplier nanoTime) {
        this.directory = directory;
        this.untaken = untaken;
        this.findings = findings;
        this.nanoTime = nanoTime;
    }

    private record Seen(String content, long nanos) {
    }

    /** Looks once; called every second. */
    void look() {
        List<Path> present = present();
        seen.keySet().retainAll(present);
        reported.removeIf(file -> !present.contains(file) && clear(file));
        long now = nanoTime.getAsLong();
        for (Path file : present) {
            String content = content(file);
            Seen before = seen.get(file);
            if (before == null || !before.content().equals(content)) {
                seen.put(file, new Seen(content, now));
            } else if (now - before.nanos() >= LIMIT.toNanos()) {
                judge(file);
            }
        }
    }

    private void judge(Path file) {
        Optional<String> why = untaken.apply(file);
        if (why.isPresent()) {
            reported.add(file);
            findings.file(file, why.get());
        } else if (reported.remove(file)) {
            findings.clear(file);
        }
    }

    private boolean clear(Path file) {
        findings.clear(file);
        return true;
    }

    private List<Path> present() {
        try (Stream<Path> files = Files.list(directory.path())) {
            return files.filter(file -> isDropped(file.getFileName().toString())).toList();
        } catch (IOException gone) {
            return List.of(); // no directory, no files
        }
    }

    /** Hidden files are on their way; a README is for people, and Apache Karaf comes with one. */
    private static boolean isDropped(String name) {
        return !name.startsWith(".") && !name.equals("README");
    }

    private static String content(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size();
        } catch (IOException gone) {
            return "";
        }
    }
}
