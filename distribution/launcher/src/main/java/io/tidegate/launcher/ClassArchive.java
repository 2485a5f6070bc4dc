package io.tidegate.launcher;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.ObjectName;

/**
 * The classes of a gateway as the JVM has parsed and verified them, kept in its directory so that the next start need not do
 * it again (docs/decisions/0015-start-and-memory.md). It can only save time: a class that is not in it, or no longer the same,
 * is read from its jar.
 *
 * <table><caption>Files below data/</caption>
 * <tr><td>{@code classes.jsa}</td><td>the archive, made when a gateway ends that was started without one</td></tr>
 * <tr><td>{@code classes.used}</td><td>laid by {@code bin/tidegate} before a start with it, removed when that gateway ends
 *     cleanly. Found at a start, the last one ended otherwise: the archive may be why, or may be damaged, and is made anew</td></tr>
 * </table>
 */
final class ClassArchive {
    /** A start that broke off has loaded too little to be worth keeping; a whole one loads some 7,000. */
    private static final int WORTHWHILE_CLASSES = 5000;

    private final Path data;
    private final Path archive;
    private final Path used;
    private final Path part;

    /** @param data the gateway's data directory */
    ClassArchive(Path data) {
        this.data = data;
        this.archive = data.resolve("classes.jsa");
        this.used = data.resolve("classes.used");
        this.part = data.resolve("classes.part");
    }

    /** Deletes it: it belongs to another installation. */
    void drop() throws IOException {
        Files.deleteIfExists(archive);
    }

    /**
     * For the gateway that has claimed the directory: drops an archive that it was not started with, or whose JVM would not
     * have it.
     *
     * @return what to do when it ends
     */
    Runnable claimed(String mode) throws IOException {
        switch (mode) {
            case "record":
                drop();
                dropDescriptions();
                Files.deleteIfExists(used);
                return this::make;
            case "use":
                if (!mapped()) {
                    drop();
                }
                return this::endedCleanly;
            default:
                return () -> { };
        }
    }

    /** The component runtime's own cache ({@code ds.cache.metadata}): it saves a start time as the archive does, and is trusted as little. */
    private void dropDescriptions() throws IOException {
        Path cache = data.resolve("cache");
        if (Files.isDirectory(cache)) {
            try (DirectoryStream<Path> bundles = Files.newDirectoryStream(cache, "bundle*")) {
                for (Path bundle : bundles) {
                    Files.deleteIfExists(bundle.resolve("data/componentMetadataStore"));
                }
            }
        }
    }

    /**
     * Another JVM, or other options, and it is ignored without a word; then the next start makes a new one. So it does where the
     * archive is gone by now: it was there when the script looked, and {@link Preparation} has found it another installation's.
     */
    private boolean mapped() throws IOException {
        Path maps = Path.of("/proc/self/maps");
        return Files.exists(archive) && (!Files.exists(maps) || Files.readString(maps).contains(archive.toRealPath().toString()));
    }

    private void endedCleanly() {
        try {
            Files.deleteIfExists(used);
        } catch (IOException e) {
            Main.say("the next start will be slower: " + e);
        }
    }

    /** Runs when the container has ended: the JVM stands still for a second meanwhile. */
    private void make() {
        if (ManagementFactory.getClassLoadingMXBean().getLoadedClassCount() < WORTHWHILE_CLASSES) {
            return;
        }
        try {
            Files.deleteIfExists(part);
            ManagementFactory.getPlatformMBeanServer().invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "vmCds",
                new Object[] {new String[] {"dynamic_dump", '"' + part.toString() + '"'}}, new String[] {String[].class.getName()});
            if (Files.exists(part)) {
                adopt();
            }
        } catch (IOException | JMException | JMRuntimeException e) {
            Main.say("the next start will be as slow as this one: " + e);
        }
    }

    /** Never half a file under the real name, whenever the power goes. */
    private void adopt() throws IOException {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.READ)) {
            channel.force(true);
        }
        Files.move(part, archive, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
