package io.tidegate.auth.file.internal;

import io.tidegate.config.ConfigurationCheck;
import io.tidegate.config.Problem;
import io.tidegate.config.Problem.Severity;
import io.tidegate.config.ProposedConfiguration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Judges proposed principals by the rules by which {@link Principals} takes them. */
@Component(service = ConfigurationCheck.class)
public final class PrincipalCheck implements ConfigurationCheck {
    @Activate
    public PrincipalCheck() {
        // has no state
    }

    @Override
    public List<Problem> check(ProposedConfiguration all) {
        List<Problem> problems = new ArrayList<>();
        Map<String, ProposedConfiguration.Entry> owners = new HashMap<>();
        for (ProposedConfiguration.Entry entry : all.ofPid(Principal.PID)) {
            try {
                Principal principal = Principal.parse(entry.pid(), entry.properties());
                ProposedConfiguration.Entry owner = owners.putIfAbsent(principal.username(), entry);
                if (owner != null) {
                    problems.add(problem(entry, "username", "username = " + principal.username() + " is already used by "
                            + owner.pid() + " (" + owner.source() + ")"));
                }
            } catch (Unacceptable e) {
                problems.add(problem(entry, e.key(), e.getMessage()));
            }
        }
        return problems;
    }

    private static Problem problem(ProposedConfiguration.Entry entry, String key, String message) {
        return new Problem(Severity.ERROR, entry.sourceOf(key), entry.pid(), key, message);
    }
}
