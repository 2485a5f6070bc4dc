package io.tidegate.bench.load;

/**
 * What the validation of a run found wrong; all zero is a valid run.
 *
 * @param lost       never arrived
 * @param duplicated arrived more than once
 * @param reordered  arrived behind a later one of the same publisher
 * @param corrupted  arrived with other content, flags or topic than were sent
 */
public record Findings(long lost, long duplicated, long reordered, long corrupted) {

    /** Nothing wrong. */
    public static final Findings NONE = new Findings(0, 0, 0, 0);

    /** The sum of both. */
    public Findings plus(Findings other) {
        return new Findings(lost + other.lost, duplicated + other.duplicated, reordered + other.reordered, corrupted + other.corrupted);
    }

    /** Whether nothing is wrong. */
    public boolean clean() {
        return lost == 0 && duplicated == 0 && reordered == 0 && corrupted == 0;
    }

    @Override
    public String toString() {
        return "lost=" + lost + " duplicated=" + duplicated + " reordered=" + reordered + " corrupted=" + corrupted;
    }
}
