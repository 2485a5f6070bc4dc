package io.tidegate.bench.load;

/**
 * The outcome of one run of one scenario against one broker.
 *
 * @param delivered      messages received by all subscribers in the measured phase
 * @param nanos          its length
 * @param brokerNanos    CPU time of the broker in it
 * @param generatorNanos CPU time of the load generator's thread in it
 * @param latency        how long messages were on their way in it, where the load is a light one
 * @param total          messages received by all subscribers in all phases
 * @param findings       what validation found in all phases
 * @param fault          why the run broke off, or null
 */
public record RunResult(long delivered, long nanos, long brokerNanos, long generatorNanos, Latency latency, long total, Findings findings,
        String fault) {

    /** A run that broke off before anything could be judged. */
    public static RunResult broken(String fault) {
        return new RunResult(0, 0, 0, 0, Latency.NONE, 0, Findings.NONE, fault);
    }

    /** Whether every message arrived once, in order and unchanged, and the protocol was kept. */
    public boolean valid() {
        return fault == null && findings.clean() && delivered > 0;
    }

    /** The same figures, invalid for this reason too. */
    public RunResult because(String more) {
        return new RunResult(delivered, nanos, brokerNanos, generatorNanos, latency, total, findings, fault == null ? more : fault + "; " + more);
    }

    /** Delivered messages per second. */
    public double rate() {
        return nanos == 0 ? 0 : delivered * 1e9 / nanos;
    }

    /** The broker's CPU time per delivered message in microseconds. */
    public double brokerMicros() {
        return delivered == 0 ? 0 : brokerNanos / 1e3 / delivered;
    }

    /** The load generator's CPU time per delivered message in microseconds. */
    public double generatorMicros() {
        return delivered == 0 ? 0 : generatorNanos / 1e3 / delivered;
    }

    /** The share of one core that the load generator used, 0 to 1. Near 1 it is the generator that limits the rate. */
    public double generatorLoad() {
        return nanos == 0 ? 0 : (double) generatorNanos / nanos;
    }

    /** The cores the broker used: 1 is one core. Where neither it nor the generator is near 1, other work had the processor. */
    public double brokerLoad() {
        return nanos == 0 ? 0 : (double) brokerNanos / nanos;
    }

    /** Why the run is not valid, or an empty text. */
    public String reason() {
        if (valid()) {
            return "";
        }
        String why = fault == null ? "" : fault;
        String found = findings.clean() ? "" : findings.toString();
        return why.isEmpty() && found.isEmpty() ? "nothing was delivered" : (why + (why.isEmpty() || found.isEmpty() ? "" : "; ") + found);
    }
}
