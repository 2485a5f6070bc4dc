package io.tidegate.config.yaml.internal.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what was probably meant. Stateless. */
public final class Nearest {
    private static final int FARTHEST = 3;

    private Nearest() {
    }

    /** The known word with the fewest edits, when few enough that it may have been meant. */
    public static Optional<String> to(String word, Collection<String> known) {
        int allowed = Math.min(FARTHEST, Math.max(1, word.length() / 2));
        return known.stream().sorted().filter(k -> edits(word, k) <= allowed).min(Comparator.comparingInt(k -> edits(word, k)));
    }

    /** Insertions, deletions, replacements and swaps of neighbours; upper and lower case are the same. */
    static int edits(String left, String right) {
        String a = left.toLowerCase(java.util.Locale.ROOT);
        String b = right.toLowerCase(java.util.Locale.ROOT);
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
