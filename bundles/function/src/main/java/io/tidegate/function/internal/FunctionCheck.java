package io.tidegate.function.internal;

import io.tidegate.config.ConfigurationCheck;
import io.tidegate.config.Problem;
import io.tidegate.config.Problem.Severity;
import io.tidegate.config.ProposedConfiguration;
import io.tidegate.config.ProposedConfiguration.Entry;
import io.tidegate.function.internal.config.FunctionConfig;
import io.tidegate.function.internal.config.FunctionConfigReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** Judges proposed functions: each by itself, and that no two have one name. Stateless; any thread. */
@Component
public final class FunctionCheck implements ConfigurationCheck {
    @Override
    public List<Problem> check(ProposedConfiguration all) {
        List<Problem> problems = new ArrayList<>();
        Map<String, Entry> byName = new HashMap<>();
        for (Entry entry : all.ofPid(FunctionConfig.FACTORY_PID)) {
            FunctionConfigReader.Outcome read = FunctionConfigReader.read(entry.pid(), entry.properties());
            read.faults().forEach(f -> problems.add(new Problem(Severity.ERROR, entry.sourceOf(f.key()), entry.pid(), f.key(),
                    "function " + read.name() + ": " + f.message())));
            Entry other = byName.putIfAbsent(read.name(), entry);
            if (other != null) {
                problems.add(new Problem(Severity.ERROR, entry.sourceOf("name"), entry.pid(), "name",
                        "name=" + read.name() + ": " + other.sourceOf("name") + " has this name; one function one name"));
            }
        }
        return problems;
    }
}
