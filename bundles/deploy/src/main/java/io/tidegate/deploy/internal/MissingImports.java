package io.tidegate.deploy.internal;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.framework.Version;

/** What the framework would miss in a jar; found before the bundle that runs is stopped. Pure but for the fleet. */
final class MissingImports {
    private MissingImports() {
    }

    /** The first package that nobody exports as the jar wants it, as a sentence; empty when there is none. */
    static Optional<String> of(JarFacts facts, Fleet fleet) {
        for (Import wanted : facts.imports()) {
            Set<Version> here = fleet.exported(wanted.name(), facts.symbolicName());
            if (here.stream().noneMatch(wanted.versions()::includes)) {
                return Optional.of(sentence(wanted, here));
            }
        }
        return Optional.empty();
    }

    private static String sentence(Import wanted, Set<Version> here) {
        if (here.isEmpty()) {
            return "nobody exports " + wanted;
        }
        String versions = here.stream().map(Version::toString).collect(Collectors.joining(", "));
        return "it is built against " + wanted + ", here is " + versions
                + (wanted.name().startsWith(Deployments.OURS) ? "; another api comes with a new installation and a restart" : "");
    }
}
