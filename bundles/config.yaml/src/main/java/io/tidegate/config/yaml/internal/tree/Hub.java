package io.tidegate.config.yaml.internal.tree;

import java.util.Map;
import java.util.Set;

/**
 * What a rule's {@code hub} block is judged against.
 *
 * @param service   the hub service's name
 * @param ports     ports of its listeners, inside and published
 * @param allPorts  whether these are all: an entry of {@code listen} that cannot be read may mean any
 * @param passwords plain passwords of the tree's principals
 */
record Hub(String service, Set<Integer> ports, boolean allPorts, Map<String, String> passwords) {
}
