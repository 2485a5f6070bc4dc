package io.tidegate.shell.internal.check;

import java.util.Map;

/**
 * One configuration that is in force. Immutable.
 *
 * @param pid        {@code FACTORY~NAME}, also where ConfigAdmin calls it otherwise
 * @param properties as ConfigAdmin holds them
 * @param origin     where its word comes from
 * @param source     {@code FILE:LINE}, {@code etc/FILE}, or the PID where nobody wrote a file
 */
record Running(String pid, Map<String, Object> properties, Origin origin, String source) {
    enum Origin {
        /** The Baetyl tree. */
        TREE,
        /** A file of {@code etc/}. */
        ETC,
        /** Neither. */
        OTHER
    }
}
