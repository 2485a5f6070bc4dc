package io.tidegate.store.file.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.store.Batch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A writer in a process of its own is killed at random instants; what it had been answered must be there, exactly. */
class KillTest {
    private static final int ROUNDS = Integer.getInteger("tidegate.test.kills", 20);
    private static final Limits LIMITS = new Limits(64 << 20, 256 << 20, 128 << 10);

    @Test
    void killedAtRandomInstants_allThatWasAnsweredIsThere_andNothingHalfDone(@TempDir Path directory) throws Exception {
        long seed = Long.getLong("tidegate.test.seed", System.nanoTime());
        System.out.println("kill test: -Dtidegate.test.seed=" + seed);
        Random random = new Random(seed);
        Model model = new Model();
        long held = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long answered = Math.max(held, writeAndKill(directory, seed + round, held, random.nextInt(400_000)));
            try (RealDisk disk = RealDisk.lock(directory); FileStore store = Stores.open(disk, LIMITS)) {
                Model found = Model.of(store);
                String number = found.value(RandomBatches.NUMBER);
                long n = number == null ? 0 : Long.parseLong(number);
                String where = "seed " + seed + " round " + round;
                assertTrue(n >= answered, where + ": " + answered + " were answered, " + n + " are there");
                RandomBatches again = new RandomBatches(new Random(seed + round), 5_000);
                for (long i = held + 1; i <= n; i++) {
                    model.apply(again.batch(i));
                }
                held = n;
                assertEquals("", Model.difference(model, found), where);
                assertEquals(0, store.damage().count(), where);
            }
        }
        assertTrue(held > ROUNDS * 10L, "too little was written: " + held);
    }

    /** Returns the last number that the writer said was answered before it was killed. */
    private static long writeAndKill(Path directory, long seed, long held, long microseconds) throws Exception {
        Path said = directory.resolveSibling(directory.getFileName() + "-said-" + seed);
        Process writer = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m",
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Writer.class.getName(), directory.toString(), Long.toString(seed), Long.toString(held))
                .redirectError(ProcessBuilder.Redirect.DISCARD).redirectOutput(said.toFile()).start();
        try {
            Stores.await("the writer has begun", () -> said.toFile().length() > 0 || !writer.isAlive());
            assertTrue(writer.isAlive(), "the writer did not begin");
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(microseconds));
            assertTrue(writer.isAlive(), "the writer ended by itself");
        } finally {
            writer.destroyForcibly();
            assertTrue(writer.waitFor(Model.LIMIT_SECONDS, TimeUnit.SECONDS));
        }
        String text = Files.readString(said, StandardCharsets.US_ASCII);
        Files.delete(said);
        String[] lines = text.substring(0, text.lastIndexOf('\n') + 1).trim().split("\\s+");
        return lines.length == 1 ? 0 : Long.parseLong(lines[lines.length - 1]);
    }

    /** The process: commits batches until it is killed, up to 64 at a time, and prints the number of each that is answered. */
    static final class Writer {
        private static final int UNDER_WAY = 64;

        private Writer() {
        }

        public static void main(String[] args) throws Exception {
            RealDisk disk = RealDisk.lock(Path.of(args[0]));
            FileStore store = Stores.open(disk, LIMITS);
            RandomBatches batches = new RandomBatches(new Random(Long.parseLong(args[1])), 5_000);
            System.out.println("ready");
            System.out.flush();
            java.util.concurrent.Semaphore room = new java.util.concurrent.Semaphore(UNDER_WAY);
            List<Batch> failed = new ArrayList<>();
            for (long n = Long.parseLong(args[2]) + 1; failed.isEmpty(); n++) {
                room.acquire();
                long number = n;
                store.submit(batches.batch(number), done -> {
                    if (done.failure() == null) {
                        // One write per line: a line is there whole or not at all.
                        byte[] line = (String.format("%12d", number) + "\n").getBytes(StandardCharsets.US_ASCII);
                        System.out.write(line, 0, line.length);
                        System.out.flush();
                    } else {
                        failed.add(done);
                    }
                    room.release();
                });
            }
            throw failed.get(0).failure();
        }
    }
}
