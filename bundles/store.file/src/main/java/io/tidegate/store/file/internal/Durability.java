package io.tidegate.store.file.internal;

/**
 * When what was committed is on the disk.
 *
 * @param kind   {@code ALWAYS}: before it is answered
 * @param millis of {@code INTERVAL}: how much of what was answered may be lost when the power fails, in time
 */
record Durability(Kind kind, long millis) {
    static final Durability ALWAYS = new Durability(Kind.ALWAYS, 0);
    static final Durability OS = new Durability(Kind.OS, 0);

    /** The three ways. */
    enum Kind { ALWAYS, INTERVAL, OS }

    static Durability interval(long millis) {
        return new Durability(Kind.INTERVAL, millis);
    }

    @Override
    public String toString() {
        return kind == Kind.INTERVAL ? "interval(" + millis + ")" : kind.name().toLowerCase(java.util.Locale.ROOT);
    }
}
