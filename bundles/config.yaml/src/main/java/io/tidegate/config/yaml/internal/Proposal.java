package io.tidegate.config.yaml.internal;

import io.tidegate.config.PasswordHash;
import io.tidegate.config.ProposedConfiguration;
import io.tidegate.config.yaml.internal.tree.MasterFile;
import io.tidegate.config.yaml.internal.tree.Present;
import io.tidegate.config.yaml.internal.tree.Tree;
import io.tidegate.config.yaml.internal.tree.TreeReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

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

    ProposedConfiguration read(Path directory) {
        Tree tree = new TreeReader(directory, environment, NOTHING, MasterFile.DEFAULT_GRACE).read();
        return new ProposedConfiguration(tree.entries(), tree.problems());
    }
}
