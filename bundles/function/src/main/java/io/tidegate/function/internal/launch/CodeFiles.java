package io.tidegate.function.internal.launch;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The files of a code directory at one look, by name with size and time. Not among them: hidden ones, compiled ones,
 * what workers write beside their code (logs, databases, temporary files), what lies in the gateway's own directories
 * (opening a file there can cost the gateway a lock), and what lies beyond the first {@value #MOST_FILES} files.
 * Immutable; all methods but {@link #otherThan} block for the disk.
 */
record CodeFiles(Map<String, String> facts) {
    static final int MOST_FILES = 20_000;
    static final CodeFiles NONE = new CodeFiles(Map.of());
    private static final int DEEPEST = 32;
    private static final Pattern NOT_CODE = Pattern.compile(
            "\\..*|__pycache__|.*\\.pyc|.*\\.log(\\.\\d+)?|.*\\.db(-\\w+)?|.*\\.sqlite.*|.*\\.tmp|.*\\.swp", Pattern.DOTALL);

    /**
     * @param own directories that are not entered, by whichever path they are reached
     * @throws IOException when the directory cannot be read
     */
    static CodeFiles in(Path directory, Collection<Path> own) throws IOException {
        Map<String, String> files = new TreeMap<>();
        Files.walkFileTree(directory, Set.of(FileVisitOption.FOLLOW_LINKS), DEEPEST, new Walk(directory, keys(own), files));
        return new CodeFiles(files);
    }

    /** A path can be written in many ways, also with links; the system's key of a directory is one. */
    private static Set<Object> keys(Collection<Path> directories) throws IOException {
        Set<Object> keys = new HashSet<>();
        for (Path directory : directories) {
            if (Files.isDirectory(directory)) {
                Object key = Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
                if (key != null) {
                    keys.add(key);
                }
            }
        }
        return keys;
    }

    private static final class Walk extends SimpleFileVisitor<Path> {
        private final Path root;
        private final Set<Object> own;
        private final Map<String, String> files;

        Walk(Path root, Set<Object> own, Map<String, String> files) {
            this.root = root;
            this.own = own;
            this.files = files;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            boolean skipped = own.contains(attributes.fileKey()) || !directory.equals(root) && notCode(directory);
            return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && !notCode(file)) {
                files.put(root.relativize(file).toString(), attributes.size() + "@" + attributes.lastModifiedTime());
            }
            return files.size() > MOST_FILES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE; // a dangling link, or just deleted, or no code yet
        }

        private static boolean notCode(Path path) {
            return path.getFileName() != null && NOT_CODE.matcher(path.getFileName().toString()).matches();
        }
    }

    String content(Path directory) throws IOException {
        Sha256 content = new Sha256();
        for (String name : facts.keySet()) {
            content.add(name).add(directory.resolve(name));
        }
        return content.hex();
    }

    /** One file that is here and not there, or the other way round, or different. */
    Optional<String> otherThan(CodeFiles before) {
        Set<String> names = new TreeSet<>(facts.keySet());
        names.addAll(before.facts.keySet());
        return names.stream().filter(name -> !Objects.equals(facts.get(name), before.facts.get(name))).findFirst();
    }
}
