package io.tidegate.hub.internal.shard;

import java.util.Random;

/** Topics and filters of few words, so that they meet. */
public final class Names {
    private static final String[] LEVELS = {"a", "b", "aa", "", "$x", "a b", "\u00e4"};

    private Names() {
    }

    public static String topic(Random random) {
        StringBuilder b = new StringBuilder(LEVELS[random.nextInt(LEVELS.length)]);
        for (int n = random.nextInt(4); n > 0; n--) {
            b.append('/').append(LEVELS[random.nextInt(LEVELS.length)]);
        }
        return b.length() == 0 ? "/" : b.toString();
    }

    public static String filter(Random random) {
        String[] levels = topic(random).split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            if (random.nextInt(3) == 0) {
                levels[i] = "+";
            }
        }
        if (random.nextInt(3) == 0) {
            levels[levels.length - 1] = "#";
        }
        return String.join("/", levels);
    }
}
