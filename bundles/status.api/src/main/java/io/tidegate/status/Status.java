package io.tidegate.status;

/** States and details that several providers use and that commands join on; others may use further ones. */
public final class Status {
    /** All is well. */
    public static final String RUNNING = "RUNNING";
    /** On its way to RUNNING. */
    public static final String STARTING = "STARTING";
    /** Well itself, but something that it needs is not there; the reason names it. */
    public static final String WAITING = "WAITING";
    /** Will not run until somebody changes something; the reason says what. */
    public static final String FAILED = "FAILED";
    /** Known, but not run by this version; the reason is a sentence. */
    public static final String UNSUPPORTED = "UNSUPPORTED";
    /** Detail of a function's row: how many workers it has now. */
    public static final String DETAIL_INSTANCES = "instances";
    /** Detail of a service's row: the image as written. */
    public static final String DETAIL_IMAGE = "image";
    /** Detail of a service's or listener's row: ports or addresses as opened. */
    public static final String DETAIL_PORTS = "ports";
    /** Detail of a rule's row: how many deliveries it was given once more since it was made. */
    public static final String DETAIL_REDELIVERED = "redelivered";
    /** Detail of a row made by somebody's file: {@code FILE:LINE}. */
    public static final String DETAIL_SOURCE = "source";

    private Status() {
    }
}
