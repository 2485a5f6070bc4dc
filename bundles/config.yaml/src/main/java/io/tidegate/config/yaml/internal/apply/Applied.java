package io.tidegate.config.yaml.internal.apply;

import java.util.Map;

/**
 * What became of a tree. Immutable.
 *
 * @param refused    why, by PID: what its file or a check says against it
 * @param overridden which sentence, by PID: the operator's file that wins
 * @param failures   which sentence, by PID: what ConfigAdmin would not take or give up
 */
record Applied(int created, int updated, int deleted, int unchanged, Map<String, String> refused, Map<String, String> overridden,
        Map<String, String> failures) {
}
