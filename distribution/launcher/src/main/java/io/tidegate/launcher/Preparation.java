package io.tidegate.launcher;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Makes a directory ready for the container: lays it out, claims it, drops a bundle cache and an archive of classes that
 * another installation made, or that an unclean end has broken, brings {@code etc/} up to date. Before
 * {@link RunningGateway#claim} it only makes empty directories, so a second start changes nothing under the first.
 */
final class Preparation {
    private final Layout layout;
    private final Installation installation;
    private final Consumer<String> say;
    private final boolean endedCleanly;

    /**
     * @param say takes one sentence for the operator at a time
     * @param endedCleanly whether the last gateway here is known to have
     */
    Preparation(Layout layout, Installation installation, Consumer<String> say, boolean endedCleanly) {
        this.layout = layout;
        this.installation = installation;
        this.say = say;
        this.endedCleanly = endedCleanly;
    }

    /** @return what is left to do, on any thread, while the container starts; where it is not done, the next start does it */
    Runnable run() throws IOException, Refusal {
        try {
            createDirectories();
            RunningGateway.claim(layout);
            dropForeignCache();
            if (!endedCleanly) {
                dropBrokenCache();
            }
            return new EtcFiles(layout, installation, say).bringUpToDate();
        } catch (FileSystemException e) {
            throw new Refusal(Refusal.FAILED, notWritable(e));
        }
    }

    private void createDirectories() throws IOException {
        Files.createDirectories(layout.state());
        for (Path each : new Path[] {layout.etc(), layout.deploy(), layout.log(), layout.data()}) {
            Files.createDirectories(each);
        }
        // Messages, sessions and the control socket: nobody else's business. Only when it is not so yet: the directory
        // may have been given to us by somebody whose mode we could not change.
        var ownerOnly = PosixFilePermissions.fromString("rwx------");
        if (!Files.getPosixFilePermissions(layout.data()).equals(ownerOnly)) {
            Files.setPosixFilePermissions(layout.data(), ownerOnly);
        }
        Files.createDirectories(layout.data().resolve("tmp"));
    }

    private void dropForeignCache() throws IOException {
        Path mark = layout.data().resolve("installation");
        String made = Files.exists(mark) ? Files.readString(mark).trim() : "";
        if (!made.equals(installation.mark())) {
            delete(layout.data().resolve("cache"));
            new ClassArchive(layout.data()).drop();
            Files.writeString(mark, installation.mark() + "\n");
        }
    }

    /** All bundles are then installed as at a first start, and {@code deploy} gives them what lies in {@code deploy/}. */
    private void dropBrokenCache() throws IOException {
        Path cache = layout.data().resolve("cache");
        Set<String> lost = new BundleCache(cache, layout.etc().resolve("startup.properties")).lost();
        if (!lost.isEmpty()) {
            say.accept("the last gateway here ended while a bundle was being replaced, all are installed anew: " + String.join(", ", lost));
            delete(cache);
        }
    }

    private String notWritable(FileSystemException e) {
        String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
        String why = e instanceof AccessDeniedException ? "no permission" : reason;
        String hint = layout.state().equals(layout.home())
            ? "; the installation is its own directory unless you choose another with -w DIR" : "";
        return "cannot write " + e.getFile() + ": " + why + hint;
    }

    /** Deletes a tree, links not followed; nothing to do when it is not there. */
    static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
