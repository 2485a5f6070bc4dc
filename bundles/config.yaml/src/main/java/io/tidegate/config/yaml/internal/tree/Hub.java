package io.tidegate.config.yaml.internal.tree;

import java.util.Map;
import java.util.Set;

/**
 * What a rule's {@code hub} block is judged against.
 *
 * @param service   the hub service's name
 * @param ports     ports of its listeners, inside and published
 * @param passwords plain passwords of the tree's principals
 */
record Hub(String service, Set<Integer> ports, Map<String, String> passwords) {
}
