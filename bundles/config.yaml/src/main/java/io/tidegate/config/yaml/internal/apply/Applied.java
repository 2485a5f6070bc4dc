package io.tidegate.config.yaml.internal.apply;

import java.util.List;
import java.util.Map;

/**
 * What became of a tree. Immutable.
 *
 * @param refused    why, by PID: what its file or a check says against it
 * @param overridden which sentence, by PID: the operator's file that wins
 * @param failures   sentences about what ConfigAdmin would not take
 */
record Applied(int created, int updated, int deleted, int unchanged, Map<String, String> refused, Map<String, String> overridden,
        List<String> failures) {
}
