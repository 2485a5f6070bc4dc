package io.tidegate.bench.load;

/**
 * What holds the publishers of a scenario back.
 *
 * @param window    messages a publisher may have unacknowledged by the broker (QoS 1 and 2)
 * @param flow      messages a publisher may have published that its slowest subscriber has not received; keeps every queue in
 *                  the broker bounded, so that nothing may be dropped legitimately
 * @param perSecond messages a second of all publishers together, evenly spaced; 0: as many as the windows let through
 * @param backlog   messages of all publishers together that wait in the broker before anybody reads; 0: everybody reads at once
 */
public record Limits(int window, int flow, int perSecond, int backlog) {

    /** As fast as the two windows let messages through. */
    public static Limits windows(int window, int flow) {
        return new Limits(window, flow, 0, 0);
    }

    /** Whether the load is light enough for the time of each message on its way to mean something. */
    public boolean timed() {
        return perSecond > 0 || flow == 1;
    }
}
