package io.tidegate.function.internal.launch;

import io.tidegate.function.internal.config.FunctionConfig;
import io.tidegate.function.internal.config.Mount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

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
            link(directory.resolve(mount.path()), host);
        }
    }

    private static void link(Path link, Path host) throws IOException {
        Files.createDirectories(link.getParent());
        if (Files.isSymbolicLink(link)) {
            if (Files.readSymbolicLink(link).equals(host)) {
                return;
            }
        } else if (Files.isDirectory(link, LinkOption.NOFOLLOW_LINKS) && isEmpty(link)) {
            Files.delete(link);
        } else if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
            if (Files.isSameFile(link, host)) {
                return; // seen already through another mount
            }
            throw new IOException("mount " + host + ": " + link + " exists and is no link of ours; move it away");
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

    private static boolean isEmpty(Path directory) throws IOException {
        try (var entries = Files.newDirectoryStream(directory)) {
            return !entries.iterator().hasNext();
        }
    }
}
