package io.tidegate.deploy.internal;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a bundle gives to the others at one instant.
 *
 * @param services   service types that it has registered
 * @param components its component configurations by name and PID, and how each is
 */
record Offer(Set<String> services, Map<String, Component> components) {
    static final Offer NOTHING = new Offer(Set.of(), Map.of());

    Offer {
        services = Set.copyOf(services);
        components = Map.copyOf(components);
    }

    /**
     * @param active  activated, or a delayed one that waits for its first use
     * @param failure what Declarative Services says of its failed activation; empty when it did not fail
     * @param lacking references without a service; empty when it has all
     */
    record Component(boolean active, String failure, String lacking) {
    }

    /** What of this offer another one lacks, as a sentence; empty when nothing. */
    Optional<String> missingIn(Offer now) {
        for (Map.Entry<String, Component> component : components.entrySet()) {
            Component other = now.components.get(component.getKey());
            if (component.getValue().active() && (other == null || !other.active())) {
                return Optional.of("component " + component.getKey() + (other == null ? " is gone" : " is not active" + because(other)));
            }
        }
        return services.stream().filter(type -> !now.services.contains(type)).sorted().findFirst()
                .map(type -> "service " + type + " is not offered");
    }

    /** Whether a component that was active here has failed there; waiting longer rarely helps then. */
    boolean failedIn(Offer now) {
        return components.entrySet().stream().filter(c -> c.getValue().active())
                .map(c -> now.components.get(c.getKey())).anyMatch(c -> c != null && !c.failure().isEmpty());
    }

    private static String because(Component component) {
        String why = component.failure().isEmpty() && !component.lacking().isEmpty() ? "it waits for " + component.lacking() : component.failure();
        return why.isEmpty() ? "" : ": " + why;
    }
}
