package io.tidegate.store.file.internal;

import io.tidegate.config.ConfigurationCheck;
import io.tidegate.config.Problem;
import io.tidegate.config.ProposedConfiguration;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** Judges {@code io.tidegate.store} of kind {@code file} before it is applied; other kinds are for others to judge. Pure. */
@Component
public final class StoreCheck implements ConfigurationCheck {
    @Override
    public List<Problem> check(ProposedConfiguration all) {
        List<Problem> problems = new ArrayList<>();
        for (ProposedConfiguration.Entry entry : all.ofPid(StoreSettings.PID)) {
            StoreSettings settings = StoreSettings.parse(entry.properties());
            if (!entry.pid().equals(StoreSettings.PID) || settings.isOtherKind()) {
                // Said by whoever judges every kind.
                continue;
            }
            for (StoreSettings.Fault fault : settings.faults()) {
                problems.add(new Problem(Problem.Severity.ERROR, entry.sourceOf(fault.key()), entry.pid(), fault.key(),
                        fault.sentence()));
            }
        }
        return problems;
    }
}
