package io.tidegate.store;

/**
 * For whom a batch asks for room, so that a full store can always be emptied. A batch is refused when what it adds,
 * without what it removes, would bring the store above the limit; one that adds nothing never is.
 */
public enum Claim {
    /** New messages from sockets and bridges: refused above 90 % of the quota. */
    INTAKE,
    /** What rules finish: removes inputs and appends outputs; refused at the quota. */
    WORK,
    /** Takes no room to speak of (acknowledgements, removals): always accepted. */
    RELEASE
}
