package io.tidegate.shell.internal.ready;

import java.util.List;

/**
 * What ConfigAdmin holds, as far as readiness and the summary need it. A snapshot.
 *
 * @param listenerPids full PIDs of all listeners
 * @param rules        in the order of their PIDs
 * @param principals   in the order of their PIDs
 */
record Configured(List<String> listenerPids, List<Rule> rules, List<Principal> principals) {
    /**
     * @param subscribe Topic Filter
     * @param publish   Topic Name; empty when it publishes nothing
     */
    record Rule(String name, String subscribe, String publish) {
    }

    /**
     * @param username as clients send it
     * @param source   {@code FILE:LINE} where its password stands, or the file of {@code etc/}; empty when unknown
     */
    record Principal(String username, String source) {
    }
}
