package io.tidegate.log.internal;

import io.tidegate.config.ConfigurationCheck;
import io.tidegate.config.Problem;
import io.tidegate.config.Problem.Severity;
import io.tidegate.config.ProposedConfiguration;
import io.tidegate.config.ProposedConfiguration.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** Judges proposed logs: each by itself, that no two have one name, and that no two write one file. Stateless; any thread. */
@Component
public final class LogCheck implements ConfigurationCheck {
    @Override
    public List<Problem> check(ProposedConfiguration all) {
        List<Problem> problems = new ArrayList<>();
        Map<String, Entry> taken = new HashMap<>();
        for (Entry entry : all.ofPid(LogConfig.FACTORY_PID)) {
            LogConfigReader.Outcome read = LogConfigReader.read(entry.pid(), entry.properties());
            read.faults().forEach(f -> problems.add(error(entry, f.key(), "log " + read.name() + ": " + f.sentence())));
            once(taken, "name", read.name(), entry, problems);
            read.config().flatMap(LogConfig::path).ifPresent(path -> once(taken, "path", path.toString(), entry, problems));
        }
        return problems;
    }

    private static void once(Map<String, Entry> taken, String key, String value, Entry entry, List<Problem> problems) {
        Entry other = taken.putIfAbsent(key + "=" + value, entry);
        if (other != null) {
            problems.add(error(entry, key, key + "=" + value + ": " + other.sourceOf(key) + " has it; allowed is one log only"));
        }
    }

    private static Problem error(Entry entry, String key, String sentence) {
        return new Problem(Severity.ERROR, entry.sourceOf(key), entry.pid(), key, sentence);
    }
}
