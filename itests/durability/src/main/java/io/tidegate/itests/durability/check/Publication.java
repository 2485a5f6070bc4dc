package io.tidegate.itests.durability.check;

/** What became of one message on its publisher's side; places in the history. Filled by {@link Story}. */
final class Publication {
    static final int NEVER = Integer.MAX_VALUE;

    final int qos;
    final boolean retain;
    final boolean kept;
    final boolean will;
    final int firstSent;
    int sends = 1;
    int acknowledged = NEVER;

    Publication(int qos, boolean retain, boolean kept, boolean will, int firstSent) {
        this.qos = qos;
        this.retain = retain;
        this.kept = kept;
        this.will = will;
        this.firstSent = firstSent;
    }
}
