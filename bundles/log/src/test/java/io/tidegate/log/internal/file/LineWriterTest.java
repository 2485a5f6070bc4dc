package io.tidegate.log.internal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.log.internal.line.Level;
import io.tidegate.log.internal.line.Line;
import io.tidegate.log.internal.line.LineFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineWriterTest {
    private static final Limits WIDE = new Limits(1L << 20, Duration.ofDays(15), 15);

    @TempDir
    Path directory;

    private static Line line(String message) {
        return new Line(0, Level.INFO, "io.tidegate.hub", "t", message, List.of());
    }

    private LineWriter writer(Path path, Limits limits) {
        return new LineWriter("localhub", path, limits, LineFormat.TEXT, Runnable::run, Clock.systemUTC(), 1);
    }

    static void await(BooleanSupplier condition, String what) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "never: " + what);
            Thread.sleep(10);
        }
    }

    private List<Path> backups() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.getFileName().toString().startsWith("service-")).sorted().toList();
        }
    }

    @Test
    void close_writesWhatWasOfferedInOrder() throws Exception {
        Path path = directory.resolve("a/b/service.log");
        LineWriter writer = writer(path, WIDE);
        for (int i = 0; i < 1000; i++) {
            writer.offer(line("n=" + i));
        }
        writer.start();
        writer.close();
        List<String> lines = Files.readAllLines(path);
        assertEquals(1000, lines.size());
        for (int i = 0; i < 1000; i++) {
            assertTrue(lines.get(i).contains("msg=\"n=" + i + "\""), lines.get(i));
        }
        assertEquals(0, writer.dropped());
    }

    @Test
    void aFullQueue_dropsCountsAndSaysSo() throws Exception {
        Path path = directory.resolve("service.log");
        LineWriter writer = writer(path, WIDE);
        for (int i = 0; i < LineWriter.MAX_LINES + 5; i++) {
            writer.offer(line("n=" + i));
        }
        assertEquals(5, writer.dropped());
        writer.start();
        writer.close();
        String text = Files.readString(path);
        assertTrue(text.contains("msg=\"5 lines not written\""), text.substring(0, 300));
        assertEquals(LineWriter.MAX_LINES, writer.written());
    }

    @Test
    void aLargeFile_isPutAsidePackedAndLimitedInNumber() throws Exception {
        Path path = directory.resolve("service.log");
        Limits small = new Limits(400, Duration.ofDays(15), 3);
        LogFile file = new LogFile(path, small, Runnable::run, Clock.systemUTC());
        for (int i = 0; i < 10; i++) {
            file.write((i + "x".repeat(298) + "\n").getBytes());
        }
        file.close();
        List<Path> packed = backups();
        assertEquals(3, packed.size(), packed.toString());
        List<Character> kept = new ArrayList<>();
        for (Path backup : packed) {
            assertTrue(backup.toString().endsWith(".log.gz"), backup.toString());
            try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(backup))) {
                kept.add((char) in.readAllBytes()[0]);
            }
        }
        assertEquals(List.of('6', '7', '8'), kept);
        assertTrue(Files.readString(path).startsWith("9"));
    }

    @Test
    void oldBackups_areRemovedAndOthersFilesAreNot() throws Exception {
        Path old = Files.writeString(directory.resolve("service-2020-01-02T15-04-05.000.log.gz"), "");
        Path recent = Files.writeString(directory.resolve("service-2020-02-01T00-00-00.000.log"), "left behind");
        Path foreign = Files.writeString(directory.resolve("service-2020-01-02.log"), "");
        Path unfinished = Files.writeString(directory.resolve("service-2020-02-01T00-00-00.000.log.gz.part"), "");
        Clock clock = Clock.fixed(Instant.parse("2020-02-02T00:00:00Z"), ZoneOffset.UTC);
        new LogFile(directory.resolve("service.log"), WIDE, Runnable::run, clock).write("x\n".getBytes());
        assertFalse(Files.exists(old));
        assertFalse(Files.exists(recent));
        assertTrue(Files.exists(Path.of(recent + ".gz")), "packed at the next start");
        assertTrue(Files.exists(foreign));
        assertFalse(Files.exists(unfinished));
    }

    @Test
    void aBackupThatCannotBePacked_keepsNoOtherFromBeingRemovedOrPacked() throws Exception {
        Path unreadable = Files.createDirectory(directory.resolve("service-2020-02-01T00-00-03.000.log")); // as one that may not be read
        Path packable = Files.writeString(directory.resolve("service-2020-02-01T00-00-02.000.log"), "x");
        Path many = Files.writeString(directory.resolve("service-2020-02-01T00-00-01.000.log"), "x");
        Path old = Files.writeString(directory.resolve("service-2020-01-02T15-04-05.000.log.gz"), "");
        Clock clock = Clock.fixed(Instant.parse("2020-02-02T00:00:00Z"), ZoneOffset.UTC);
        new LogFile(directory.resolve("service.log"), new Limits(1L << 20, Duration.ofDays(15), 2), Runnable::run, clock).write("x\n".getBytes());
        assertFalse(Files.exists(old));
        assertFalse(Files.exists(many));
        assertTrue(Files.exists(Path.of(packable + ".gz")));
        assertTrue(Files.exists(unreadable));
    }

    private void backup(String time) throws IOException {
        Files.writeString(directory.resolve("service-" + time + ".log.gz"), "");
    }

    @Test
    void otherLimits_countForWhatIsThereAlready_withoutAnotherLine() throws Exception {
        Instant now = Instant.now();
        for (int hours = 1; hours <= 3; hours++) {
            backup(now.minus(Duration.ofHours(hours)).toString().substring(0, 19).replace(':', '-') + ".000");
        }
        LineWriter writer = writer(directory.resolve("service.log"), WIDE);
        writer.start();
        await(writer::isOpen, "it runs");
        assertEquals(3, backups().size());
        writer.change(new Limits(1L << 20, Duration.ofDays(15), 1), LineFormat.TEXT);
        await(() -> count() == 1, "the surplus is removed");
        writer.close();
    }

    private int count() {
        try {
            return backups().size();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** As while a file of another log is packed, and many wait for that. */
    @Test
    void backupsThatNobodyHadTimeFor_areRemovedAtTheNextLook() throws Exception {
        AtomicLong millis = new AtomicLong(Instant.parse("2020-02-10T00:00:00Z").toEpochMilli());
        backup("2020-02-01T12-00-00.000");
        boolean[] isFull = {true};
        LogFile file = new LogFile(directory.resolve("service.log"), new Limits(1L << 20, Duration.ofDays(2), 15), task -> {
            if (isFull[0]) {
                throw new RejectedExecutionException("for a test");
            }
            task.run();
        }, clock(millis));
        file.write("x\n".getBytes());
        file.look();
        assertEquals(1, backups().size());
        isFull[0] = false;
        file.look();
        assertEquals(0, backups().size());
        file.close();
    }

    @Test
    void backupsOfALogThatIsQuiet_areRemovedWhenTheyAreOld() throws Exception {
        AtomicLong millis = new AtomicLong(Instant.parse("2020-02-02T00:00:00Z").toEpochMilli());
        backup("2020-02-01T12-00-00.000");
        LogFile file = new LogFile(directory.resolve("service.log"), new Limits(1L << 20, Duration.ofDays(2), 15), Runnable::run, clock(millis));
        file.write("x\n".getBytes());
        millis.addAndGet(Duration.ofHours(23).toMillis());
        file.look();
        assertEquals(1, backups().size());
        millis.addAndGet(Duration.ofHours(25).toMillis());
        file.look();
        assertEquals(0, backups().size());
        file.close();
    }

    private static Clock clock(AtomicLong millis) {
        return new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Instant.ofEpochMilli(millis.get());
            }
        };
    }

    @Test
    void aClockThatIsSetBack_doesNotKeepItFromTryingAgain() throws Exception {
        AtomicLong millis = new AtomicLong(System.currentTimeMillis());
        Path path = directory.resolve("taken/service.log");
        Files.writeString(directory.resolve("taken"), "a file where a directory should be");
        LineWriter writer = new LineWriter("localhub", path, WIDE, LineFormat.TEXT, Runnable::run, clock(millis), 1);
        writer.start();
        writer.offer(line("lost"));
        await(() -> writer.dropped() == 1, "the line is counted");
        Files.delete(directory.resolve("taken"));
        millis.addAndGet(-Duration.ofDays(1).toMillis());
        writer.offer(line("kept"));
        await(() -> writer.written() == 1, "written");
        writer.close();
        assertTrue(Files.readString(path).contains("msg=\"kept\""));
    }

    @Test
    void anUnwritablePlace_isSaidAndRecoveredFrom() throws Exception {
        Path path = directory.resolve("taken/service.log");
        Files.writeString(directory.resolve("taken"), "a file where a directory should be");
        LineWriter writer = writer(path, WIDE);
        writer.start();
        writer.offer(line("lost"));
        await(() -> writer.dropped() == 1, "the line is counted");
        assertTrue(writer.fault().startsWith("path=" + path), writer.fault());
        Files.delete(directory.resolve("taken"));
        await(() -> writer.fault().isEmpty(), "it recovers by itself");
        writer.offer(line("kept"));
        writer.close();
        String text = Files.readString(path);
        assertTrue(text.contains("1 lines not written") && text.contains("msg=\"kept\""), text);
    }

    @Test
    void aFileThatIsMovedAway_isMadeAnew() throws Exception {
        Path path = directory.resolve("service.log");
        LineWriter writer = writer(path, WIDE);
        writer.start();
        writer.offer(line("before"));
        await(() -> writer.written() == 1, "written");
        Files.move(path, directory.resolve("elsewhere"));
        await(() -> Files.exists(path), "a new file");
        writer.offer(line("after"));
        writer.close();
        assertTrue(Files.readString(path).contains("msg=\"after\""));
    }

    @Test
    void offer_neverWaits_evenWhenTheDiskHangs() throws Exception {
        CountDownLatch hang = new CountDownLatch(1);
        LineWriter writer = new LineWriter("s", directory.resolve("service.log"), WIDE, LineFormat.TEXT, packing -> {
            try {
                hang.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, Clock.systemUTC(), 1);
        writer.start();
        int lines = LineWriter.MAX_LINES + 1000;
        for (int i = 0; i < lines; i++) {
            writer.offer(line("n"));
        }
        assertEquals(1000, writer.dropped());
        hang.countDown();
        writer.close();
    }
}
