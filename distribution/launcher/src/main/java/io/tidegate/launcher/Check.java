package io.tidegate.launcher;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Judges a directory's configuration in a gateway of its own, which lives in a scratch directory and is configured to do
 * nothing: whoever runs on the directory itself is not asked, not disturbed and not waited for.
 */
final class Check {
    /** For all of it: a start takes some seconds, each password to be hashed some hundredths of one. */
    private static final long LIMIT_SECONDS = 120;

    private final Await gateway;
    private final String directory;
    private final PrintStream out;

    /**
     * @param layout    of the scratch directory
     * @param pid       the process just started on it
     * @param directory what to judge
     */
    Check(Layout layout, long pid, String directory, PrintStream out) {
        this.gateway = new Await(layout, pid, 0, out);
        this.directory = directory;
        this.out = out;
    }

    /** @return 0 when it has no error */
    int run() throws IOException, Refusal {
        String command = CommandLine.of("gateway:check", "--no-changes", directory);
        CompletableFuture<Integer> code = new CompletableFuture<>();
        Thread asking = new Thread(() -> {
            try {
                code.complete(ask(command));
            } catch (IOException | Refusal | RuntimeException e) {
                code.completeExceptionally(e);
            }
        }, "tidegate-launcher-check-1");
        asking.setDaemon(true);
        asking.start();
        return await(code);
    }

    private int ask(String command) throws IOException, Refusal {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int ready = gateway.answer(Await.READY, said, Await.READY_LIMIT);
        if (ready != 0) {
            out.write(said.toByteArray());
            return ready;
        }
        return gateway.answer(command, out, Duration.ofSeconds(LIMIT_SECONDS));
    }

    private static int await(CompletableFuture<Integer> code) throws IOException, Refusal {
        try {
            return code.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new Refusal(Refusal.FAILED, "no verdict within " + LIMIT_SECONDS + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Refusal.FAILED, "interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Refusal refusal) {
                throw refusal;
            }
            throw new IOException(e.getCause().getMessage(), e.getCause());
        }
    }

    /** Leaves the scratch directory nothing to do: what the installation would configure goes, and nothing is stored on disk. */
    static void emptyConfiguration(Layout layout) throws IOException {
        try (DirectoryStream<Path> ours = Files.newDirectoryStream(layout.etc(), "io.tidegate.*")) {
            for (Path file : ours) {
                Files.delete(file);
            }
        }
        Files.writeString(layout.etc().resolve("io.tidegate.store.cfg"), "kind = memory\n");
    }
}
