package io.tidegate.transport.netty.internal.component;

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

/** Judges proposed listeners and loops. Pure. */
@Component(service = ConfigurationCheck.class)
public final class TransportCheck implements ConfigurationCheck {
    @Override
    public List<Problem> check(ProposedConfiguration all) {
        List<Problem> problems = new ArrayList<>();
        Map<String, Entry> byName = new HashMap<>();
        Map<String, Entry> byAddress = new HashMap<>();
        for (Entry entry : all.ofPid(ListenerConfig.PID)) {
            unknownKeys(entry, problems);
            List<ListenerConfig.Fault> faults = new ArrayList<>();
            ListenerConfig config = ListenerConfig.parse(entry.pid(), entry.properties(), faults);
            for (ListenerConfig.Fault fault : faults) {
                problems.add(problem(fault.unsupported() ? Severity.WARNING : Severity.ERROR, entry, fault.key(),
                        fault.message()));
            }
            if (config != null) {
                clash(byName, config.name(), entry, ListenerConfig.NAME, problems);
                if (config.port() != 0) {
                    clash(byAddress, config.host() + ":" + config.port(), entry, ListenerConfig.ADDRESS, problems);
                }
            }
        }
        for (Entry entry : all.ofPid(Loops.PID)) {
            String wrong = Loops.problem(String.valueOf(entry.properties().getOrDefault(Loops.LOOPS, "")).trim());
            if (!wrong.isEmpty()) {
                problems.add(problem(Severity.ERROR, entry, Loops.LOOPS, wrong));
            }
        }
        return problems;
    }

    private static void clash(Map<String, Entry> seen, String value, Entry entry, String key, List<Problem> problems) {
        Entry first = seen.putIfAbsent(value, entry);
        if (first != null) {
            problems.add(problem(Severity.ERROR, entry, key, key + " '" + value + "' is also that of " + first.pid()
                    + (first.source().isEmpty() ? "" : " (" + first.source() + ")")));
        }
    }

    private static void unknownKeys(Entry entry, List<Problem> problems) {
        for (String key : entry.properties().keySet()) {
            boolean ours = ListenerConfig.KEYS.contains(key);
            boolean foreign = key.startsWith("service.") || key.startsWith("felix.") || key.startsWith("tidegate.")
                    || key.startsWith("component.") || key.startsWith("org.apache.karaf.");
            if (!ours && !foreign) {
                problems.add(problem(Severity.WARNING, entry, key,
                        "unknown key '" + key + "': known are name, address, message.length.max"));
            }
        }
    }

    private static Problem problem(Severity severity, Entry entry, String key, String message) {
        return new Problem(severity, entry.sourceOf(key), entry.pid(), key, message);
    }
}
