package io.tidegate.shell.internal.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the names that somebody probably meant. Pure. */
public final class Nearest {
    private static final int MOST = 3;

    private Nearest() {
    }

    /** A continuation of a sentence, {@code , did you mean a or b?}; empty when nothing is near. */
    public static String hint(String wrong, Collection<String> names) {
        List<String> near = of(wrong, names);
        return near.isEmpty() ? "" : ", did you mean " + String.join(" or ", near) + "?";
    }

    /** At most three names, nearest first, whose distance is at most two or a third of their length, or that contain the word. */
    public static List<String> of(String wrong, Collection<String> names) {
        String word = wrong.toLowerCase(Locale.ROOT);
        return names.stream().distinct()
                .filter(name -> isNear(word, name.toLowerCase(Locale.ROOT)))
                .sorted(Comparator.comparingInt((String name) -> distance(word, name.toLowerCase(Locale.ROOT))).thenComparing(n -> n))
                .limit(MOST).toList();
    }

    private static boolean isNear(String word, String name) {
        boolean part = word.length() > 1 && (name.contains(word) || word.contains(name));
        int length = Math.max(word.length(), name.length());
        return part || distance(word, name) <= (length <= 3 ? 1 : Math.max(2, length / 3)); // 2: two letters exchanged
    }

    /** Levenshtein's: how many characters must be put in, taken out or replaced. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
