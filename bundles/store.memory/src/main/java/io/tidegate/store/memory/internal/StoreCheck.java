package io.tidegate.store.memory.internal;

import io.tidegate.config.ConfigurationCheck;
import io.tidegate.config.Problem;
import io.tidegate.config.ProposedConfiguration;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** Judges {@code io.tidegate.store} before it is applied. Pure. */
@Component
public final class StoreCheck implements ConfigurationCheck {
    @Override
    public List<Problem> check(ProposedConfiguration all) {
        List<Problem> problems = new ArrayList<>();
        for (ProposedConfiguration.Entry entry : all.ofPid(StoreSettings.PID)) {
            if (!entry.pid().equals(StoreSettings.PID)) {
                problems.add(new Problem(Problem.Severity.ERROR, entry.source(), entry.pid(), "",
                        entry.pid() + ": there is one store; allowed: " + StoreSettings.PID));
                continue;
            }
            StoreSettings settings = StoreSettings.parse(entry.properties());
            if (settings.isForAnother()) {
                continue; // said by that bundle
            }
            for (StoreSettings.Fault fault : settings.faults()) {
                problems.add(new Problem(Problem.Severity.ERROR, entry.sourceOf(fault.key()), entry.pid(), fault.key(),
                        fault.sentence()));
            }
        }
        return problems;
    }
}
