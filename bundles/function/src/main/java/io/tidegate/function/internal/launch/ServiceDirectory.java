package io.tidegate.function.internal.launch;

import io.tidegate.function.internal.config.FunctionConfig;
import io.tidegate.function.internal.config.Mount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A worker's working directory: {@code data/services/SERVICE} with each mount as a symbolic link. Stateless; blocks for the disk. */
final class ServiceDirectory {
    private ServiceDirectory() {
    }

    static Path of(Places places, FunctionConfig config) {
        return places.services().resolve(fileName(WorkerEnvironment.serviceName(config)));
    }

    /** A function's name may hold what a file's name may not. */
    private static String fileName(String name) {
        StringBuilder safe = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '_' || b == '-'
                    || b == '.' && !safe.isEmpty();
            safe.append(plain ? String.valueOf((char) b) : String.format("%%%02x", b & 0xff));
        }
        return safe.toString();
    }

    /** Makes the directory and its links as they are to be; what is right already is not touched. */
    static void prepare(Places places, Path directory, List<Mount> mounts) throws IOException {
        Files.createDirectories(directory);
        for (Mount mount : mounts) {
            Path host = places.gateway().resolve(mount.hostPath()).normalize();
            if (!host.startsWith(places.gateway())) {
                throw new IOException("mount " + mount.path() + ": " + mount.hostPath() + " is outside " + places.gateway());
            }
            if (!Files.exists(host)) {
                Files.createDirectories(host);
            }
            link(directory, directory.resolve(mount.path()), host, places.gateway());
        }
    }

    private static void link(Path directory, Path link, Path host, Path gateway) throws IOException {
        Files.createDirectories(link.getParent());
        if (Files.isSymbolicLink(link)) {
            if (Files.readSymbolicLink(link).equals(host)) {
                return;
            }
        } else if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
            if (Files.isSameFile(link, host)) {
                return; // seen already through another mount
            }
            boolean within = link.getParent().toRealPath().startsWith(directory.toRealPath()); // else it is a volume's
            Optional<Path> foreign = within ? makeRoom(link, target -> target.isAbsolute() && target.startsWith(gateway))
                    : makeRoomIfEmpty(link);
            if (foreign.isPresent()) {
                throw new IOException("mount " + host + ": " + foreign.get() + " is no link of ours; move it away");
            }
        }
        Path fresh = link.resolveSibling("." + link.getFileName() + "." + Long.toHexString(System.nanoTime()));
        Files.createSymbolicLink(fresh, host);
        try {
            Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException e) {
            Files.delete(fresh);
            throw e;
        }
    }

    /**
     * Takes away directories that hold nothing but our links, as those of a mount that has moved upwards.
     *
     * @param ours whether a link that leads there was made here
     * @return what is in the way and was not made here; then nothing is taken away
     */
    private static Optional<Path> makeRoom(Path place, Predicate<Path> ours) throws IOException {
        Deque<Path> innerFirst = new ArrayDeque<>();
        try (Stream<Path> tree = Files.walk(place)) { // follows no link
            for (Path one : (Iterable<Path>) tree::iterator) {
                boolean link = Files.isSymbolicLink(one);
                if (link ? !ours.test(Files.readSymbolicLink(one)) : !Files.isDirectory(one, LinkOption.NOFOLLOW_LINKS)) {
                    return Optional.of(one);
                }
                innerFirst.push(one);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path one : innerFirst) {
            Files.delete(one);
        }
        return Optional.empty();
    }

    /** Takes away one directory of somebody else's, as long as nobody can miss it. Returns as {@link #makeRoom}. */
    private static Optional<Path> makeRoomIfEmpty(Path place) throws IOException {
        if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(place);
        }
        try (Stream<Path> inside = Files.list(place)) {
            Optional<Path> first = inside.findFirst();
            if (first.isPresent()) {
                return first;
            }
        }
        Files.delete(place);
        return Optional.empty();
    }
}
