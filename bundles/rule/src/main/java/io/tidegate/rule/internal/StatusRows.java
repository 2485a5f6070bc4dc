package io.tidegate.rule.internal;

/** What marks this bundle's status sources. */
public final class StatusRows {
    /** Service property that every status source of this bundle carries. */
    public static final String OWNER = "tidegate.rule.rows";

    private StatusRows() {
    }
}
