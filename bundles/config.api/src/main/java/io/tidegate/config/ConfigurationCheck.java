package io.tidegate.config;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whiteboard service, one per provider: judges the configurations of its PIDs within a whole proposed set, so that
 * types, ranges, names and references between things are judged once, by the bundle that knows. Pure: no I/O, no
 * state, any thread.
 */
@ConsumerType
public interface ConfigurationCheck {
    /** What is wrong with this provider's part of the set; empty when nothing is. Never throws for what is proposed. */
    List<Problem> check(ProposedConfiguration all);
}
