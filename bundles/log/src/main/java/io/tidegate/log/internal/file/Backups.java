package io.tidegate.log.internal.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * The files put aside of one log: {@code service-2026-01-02T15-04-05.000.log}, then {@code ….log.gz}; the time (UTC) is that
 * of putting aside. Stateless but for its path; {@link #tidy} by one thread at a time.
 */
final class Backups {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss.SSS");
    private static final int TIME_CHARS = "2026-01-02T15-04-05.000".length();
    private static final String PACKED = ".gz";
    private static final String UNFINISHED = ".gz.part";
    private static final int CHUNK = 64 * 1024;

    private final Path directory;
    private final String stem;
    private final String ending;

    private record Backup(Path path, Instant time) {
        boolean packed() {
            return path.toString().endsWith(PACKED);
        }
    }

    Backups(Path log) {
        String name = log.getFileName().toString();
        int dot = name.lastIndexOf('.');
        this.directory = log.getParent();
        this.stem = (dot > 0 ? name.substring(0, dot) : name) + "-";
        this.ending = dot > 0 ? name.substring(dot) : "";
    }

    /** A name that nobody has yet. */
    Path fresh(Instant now) {
        for (Instant time = now;; time = time.plusMillis(1)) {
            Path path = directory.resolve(stem + TIME.format(time.atOffset(ZoneOffset.UTC)) + ending);
            if (!Files.exists(path) && !Files.exists(Path.of(path + PACKED))) {
                return path;
            }
        }
    }

    /**
     * Removes what is too many or too old, then packs the rest: a full disk has room to pack after that. One that cannot be
     * removed or packed keeps no other from it. Ends early, leaving whole files, when interrupted.
     *
     * @throws IOException the first of those that failed; the others are suppressed in it
     */
    void tidy(Limits limits, Instant now) throws IOException {
        List<Backup> newestFirst = all();
        List<Path> surplus = new ArrayList<>();
        List<Path> plain = new ArrayList<>();
        for (int i = 0; i < newestFirst.size(); i++) {
            Backup backup = newestFirst.get(i);
            if (i >= limits.backups() || backup.time.isBefore(now.minus(limits.age()))) {
                surplus.add(backup.path);
            } else if (!backup.packed()) {
                plain.add(backup.path);
            }
        }
        IOException failure = each(surplus, Files::deleteIfExists, null);
        failure = each(plain, Backups::pack, failure);
        if (failure != null) {
            throw failure;
        }
    }

    private interface Step {
        void take(Path path) throws IOException;
    }

    /** Returns what failed until now, {@code before} included; null when nothing did. */
    private static IOException each(List<Path> paths, Step step, IOException before) throws InterruptedIOException {
        IOException failure = before;
        for (Path path : paths) {
            try {
                step.take(path);
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        return failure;
    }

    private List<Backup> all() throws IOException {
        List<Backup> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.startsWith(stem) && name.endsWith(ending + UNFINISHED)) {
                    Files.deleteIfExists(file); // nobody else packs: the one who began it is gone
                } else {
                    time(name).ifPresent(time -> all.add(new Backup(file, time)));
                }
            }
        }
        all.sort(Comparator.comparing(Backup::time).reversed());
        return all;
    }

    /** Empty for every file that is not a backup of this log. */
    private Optional<Instant> time(String name) {
        String rest = name.endsWith(PACKED) ? name.substring(0, name.length() - PACKED.length()) : name;
        if (rest.length() != stem.length() + TIME_CHARS + ending.length() || !rest.startsWith(stem) || !rest.endsWith(ending)) {
            return Optional.empty();
        }
        try {
            String time = rest.substring(stem.length(), stem.length() + TIME_CHARS);
            return Optional.of(LocalDateTime.parse(time, TIME).toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException notOurs) {
            return Optional.empty();
        }
    }

    private static void pack(Path plain) throws IOException {
        Path part = Path.of(plain + UNFINISHED);
        try (InputStream in = Files.newInputStream(plain); OutputStream out = new GZIPOutputStream(Files.newOutputStream(part), CHUNK)) {
            byte[] chunk = new byte[CHUNK];
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("stopped while packing " + plain);
                }
                out.write(chunk, 0, n);
            }
        } catch (IOException e) {
            Files.deleteIfExists(part);
            throw e;
        }
        Files.move(part, Path.of(plain + PACKED), StandardCopyOption.ATOMIC_MOVE);
        Files.deleteIfExists(plain);
    }
}
