package io.tidegate.config.yaml.internal.tree;

import java.util.Optional;

/** What is configured already, as far as reading a tree depends on it. Called on the reading thread; hashing is slow on purpose. */
public interface Present {
    /** The hash to write for a principal: the one it has, when the plain password is still the same. */
    String hash(String username, String plain);

    /** Whether a principal of the operator's own files, which wins over the tree's, takes that password; empty when there is none of that name. */
    Optional<Boolean> operatorAccepts(String username, String plain);

    /** Whether a configuration of that PID is there and so may be what goes on when the tree's is refused. */
    boolean has(String pid);
}
