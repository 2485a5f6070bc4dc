package io.tidegate.config.yaml.internal;

import io.tidegate.config.PasswordHash;
import io.tidegate.config.Problem;
import io.tidegate.config.ProposedConfiguration;
import io.tidegate.config.yaml.internal.tree.MasterFile;
import io.tidegate.config.yaml.internal.tree.Pids;
import io.tidegate.config.yaml.internal.tree.Present;
import io.tidegate.config.yaml.internal.tree.Tree;
import io.tidegate.config.yaml.internal.tree.TreeReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what would be applied where nothing is yet. Immutable; any thread. */
final class Proposal {
    private static final Present NOTHING = new Present() {
        @Override
        public String hash(String username, String plain) {
            return PasswordHash.make(plain.toCharArray()).toString();
        }

        @Override
        public Optional<Boolean> operatorAccepts(String username, String plain) {
            return Optional.empty();
        }

        @Override
        public boolean has(String pid) {
            return false;
        }
    };

    private final Map<String, String> environment;

    Proposal(Map<String, String> environment) {
        this.environment = environment;
    }

    /** A tree's directory, a directory of {@code etc/} files, or one such file; a tree's own etc/ is not read with it. */
    ProposedConfiguration read(Path path) {
        if (Files.isRegularFile(path)) {
            return etc(List.of(path), path.toAbsolutePath().getParent());
        }
        boolean tree = Files.exists(path.resolve(TreeReader.APPLICATION));
        return tree ? tree(path) : directory(path);
    }

    private ProposedConfiguration tree(Path directory) {
        Tree tree = new TreeReader(directory, environment, NOTHING, MasterFile.DEFAULT_GRACE).read();
        return new ProposedConfiguration(tree.entries(), tree.problems());
    }

    private static ProposedConfiguration directory(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return etc(files.filter(CfgReader::isOurs).sorted().toList(), directory);
        } catch (IOException | UncheckedIOException e) {
            return refused(directory, "cannot be read: " + e);
        }
    }

    private static ProposedConfiguration etc(List<Path> files, Path directory) {
        CfgReader reader = new CfgReader();
        for (Path file : files) {
            if (!CfgReader.isOurs(file)) {
                return refused(file, "is neither a directory nor a file " + Pids.PREFIX + "*.cfg");
            }
            reader.read(file, directory == null ? file.toString() : directory.getFileName() + "/" + file.getFileName());
        }
        return new ProposedConfiguration(reader.entries(), reader.problems());
    }

    private static ProposedConfiguration refused(Path path, String why) {
        return new ProposedConfiguration(List.of(), List.of(new Problem(Problem.Severity.ERROR, path.toString(), "", "", why)));
    }
}
