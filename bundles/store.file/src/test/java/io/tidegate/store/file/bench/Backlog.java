package io.tidegate.store.file.bench;

import io.tidegate.store.Batch;
import io.tidegate.store.Page;
import io.tidegate.store.Store;
import io.tidegate.store.file.internal.BenchedStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A backlog that nobody reads, then everybody: filled by a process that is killed, reopened cold by another, drained by a
 * third. Each has as much heap as a gateway on a small box.
 */
final class Backlog {
    private static final String HEAP = "-Xmx96m";
    /** Begins the line that is waited for: others are the log's. */
    private static final String FIGURES = "figures: ";
    private static final long QUOTA = 4L << 30;
    private static final long LIMIT_SECONDS = 300;

    private final Path directory;
    private final int rounds;

    Backlog(Path directory, int rounds) {
        this.directory = directory;
        this.rounds = rounds;
    }

    /** The table. */
    String run() throws Exception {
        StringBuilder out = new StringBuilder("| backlog, " + HEAP + " | fill msg/s, 2nd half | heap MB | disk MB "
                + "| reopen cold ms / MB read | heap MB | drain + remove msg/s | disk after drain MB |\n"
                + "|---|--:|--:|--:|--:|--:|--:|--:|\n");
        out.append(rows("2 M messages in 100 sessions", 2_000_000, 100));
        return out.append(rows("10 000 sessions × 200", 2_000_000, 10_000)).toString();
    }

    private String rows(String name, int messages, int queues) throws Exception {
        StringBuilder out = new StringBuilder();
        for (int round = 0; round < rounds; round++) {
            String[] filled = child("fill", messages, queues).split(" ");
            String[] reopened = child("reopen", messages, queues).split(" ");
            String[] drained = child("drain", messages, queues).split(" ");
            out.append(String.format(Locale.ROOT, "| %s | %s | %s | %s | %s / %s | %s | %s | %s |%n", name, filled[0], filled[1],
                    filled[2], reopened[0], reopened[1], reopened[2], drained[0], drained[1]));
            System.err.print(out.substring(out.lastIndexOf("\n", out.length() - 2) + 1));
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }
        return out.toString();
    }

    /** What a start finds, and takes, after so much was left. */
    record Reopened(long millis, long heapMegabytes) {
    }

    /** Filled by a process that is killed, then opened by another. */
    Reopened reopened(int messages, int queues) throws Exception {
        child("fill", messages, queues);
        String[] figures = child("reopen", messages, queues).split(" ");
        return new Reopened(Long.parseLong(figures[0]), Long.parseLong(figures[2]));
    }

    /** The figures that it says; it is then killed, whatever it was about to do. */
    private String child(String what, int messages, int queues) throws IOException, InterruptedException {
        if (what.equals("reopen")) {
            forget();
        }
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), HEAP,
                "-XX:+UseSerialGC", "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Child.class.getName(), what, directory.toString(), Integer.toString(messages), Integer.toString(queues))
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(FIGURES)) {
                    return line.substring(FIGURES.length());
                }
            }
            throw new IllegalStateException(what + " ended without a word");
        } finally {
            process.destroyForcibly();
            process.waitFor();
        }
    }

    /** Takes the files out of the page cache, so that the next one reads them from the disk. */
    private void forget() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", "-c",
                "for f; do dd if=\"$f\" of=/dev/null iflag=nocache count=0 2>/dev/null; done", "sh"));
        try (Stream<Path> files = Files.list(directory)) {
            files.forEach(f -> command.add(f.toString()));
        }
        if (new ProcessBuilder(command).start().waitFor() != 0) {
            System.err.println("the page cache could not be emptied: reopening is not cold");
        }
    }

    /** The other processes. */
    static final class Child {
        private static final int A_BATCH = 1000;

        private Child() {
        }

        public static void main(String[] args) throws Exception {
            Path directory = Path.of(args[1]);
            int messages = Integer.parseInt(args[2]);
            int queues = Integer.parseInt(args[3]);
            long begun = System.nanoTime();
            try (BenchedStore opened = BenchedStore.open(directory, QUOTA)) {
                switch (args[0]) {
                    case "fill" -> fill(opened.awaitReserve(), messages, queues);
                    case "reopen" -> say((System.nanoTime() - begun) / 1_000_000 + " " + (readBytes() >> 20) + " " + heap());
                    default -> drain(opened, queues);
                }
                TimeUnit.SECONDS.sleep(LIMIT_SECONDS); // until it is killed
            }
        }

        private static void say(String line) {
            System.out.println(FIGURES + line);
            System.out.flush();
        }

        private static long heap() {
            System.gc();
            return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory() >> 20;
        }

        private static long readBytes() throws IOException {
            return Files.readAllLines(Path.of("/proc/self/io")).stream().filter(l -> l.startsWith("read_bytes: "))
                    .mapToLong(l -> Long.parseLong(l.substring(12))).sum();
        }

        private static void fill(BenchedStore opened, int messages, int queues) throws Exception {
            Batch open = new Batch(1 << 16);
            for (long q = 1; q <= queues; q++) {
                open.open(q, "session-" + q);
            }
            Semaphore room = new Semaphore(8);
            room.acquire();
            opened.store().submit(open, done -> room.release());
            long halfAt = 0;
            for (int i = 0; i < messages; i += A_BATCH) {
                halfAt = i == messages / 2 ? System.nanoTime() : halfAt;
                room.acquire();
                Batch batch = new Batch(A_BATCH * (Load.PAYLOAD + 24));
                for (int j = 0; j < A_BATCH; j++) {
                    batch.append(new long[] {1 + (i + j) % queues}, 1, Load.PAYLOAD);
                }
                opened.store().submit(batch, done -> room.release());
            }
            room.acquire(8);
            double seconds = (System.nanoTime() - halfAt) / 1e9;
            say(Math.round(messages / 2 / seconds) + " " + heap() + " " + (opened.diskBytes() >> 20));
        }

        /** Reads a page, removes what is in it; all queues in turn. */
        private static void drain(BenchedStore opened, int queues) throws Exception {
            Store store = opened.store();
            long entries = store.usage().entries();
            long[] next = new long[queues + 1];
            Semaphore room = new Semaphore(64);
            long begun = System.nanoTime();
            for (long left = entries; left > 0; ) {
                for (int q = 1; q <= queues; q++) {
                    CompletableFuture<Page> answer = new CompletableFuture<>();
                    store.read(q, next[q], 256, 1 << 18, answer::complete);
                    Page page = answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
                    Batch batch = new Batch(6000);
                    for (int i = 0; i < page.count(); i++) {
                        batch.remove(q, page.sequence(i));
                    }
                    left -= page.count();
                    next[q] = page.next();
                    room.acquire();
                    store.submit(batch, done -> room.release());
                }
            }
            room.acquire(64);
            double seconds = (System.nanoTime() - begun) / 1e9;
            long end = System.nanoTime() + 10_000_000_000L;
            while (opened.diskBytes() > 100L << 20 && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            say(Math.round(entries / seconds) + " " + (opened.diskBytes() >> 20));
        }
    }
}
