package io.tidegate.rule.internal.config;

import io.tidegate.config.ConfigurationCheck;
import io.tidegate.config.InstanceName;
import io.tidegate.config.Problem;
import io.tidegate.config.Problem.Severity;
import io.tidegate.config.ProposedConfiguration;
import io.tidegate.config.ProposedConfiguration.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Judges proposed rules and routes by the rules by which they are taken. */
@Component(service = ConfigurationCheck.class)
public final class RuleCheck implements ConfigurationCheck {
    private static final String FUNCTION_PID = "io.tidegate.function";

    @Activate
    public RuleCheck() {
        // has no state
    }

    @Override
    public List<Problem> check(ProposedConfiguration all) {
        List<Problem> problems = new ArrayList<>();
        checkRules(all, problems);
        checkRoutes(all, problems);
        return problems;
    }

    private static void checkRules(ProposedConfiguration all, List<Problem> problems) {
        Set<String> functions = all.ofPid(FUNCTION_PID).stream().map(RuleCheck::name).collect(Collectors.toSet());
        Map<String, Entry> owners = new HashMap<>();
        for (Entry entry : all.ofPid(RuleSettings.PID)) {
            if (new Values(entry.properties()).text(RuleSettings.FAILED).isPresent()) {
                continue; // whoever wrote that has told it
            }
            try {
                RuleSettings rule = RuleSettings.parse(entry.pid(), entry.properties());
                Entry owner = owners.putIfAbsent(rule.clientId(), entry);
                if (owner != null) {
                    problems.add(error(entry, "clientid", "clientid = " + rule.clientId() + " is already used by " + owner.pid()
                            + " (" + owner.source() + ")"));
                }
                if (!functions.contains(rule.function())) {
                    problems.add(error(entry, "function", "function " + rule.function() + " is not configured"));
                }
                if (rule.loop()) {
                    problems.add(new Problem(Severity.WARNING, entry.sourceOf("publish.topic"), entry.pid(), "publish.topic",
                            "publish.topic = " + rule.publish().orElseThrow() + " matches the rule's own subscribe.topic = " + rule.filter()));
                }
            } catch (Unacceptable e) {
                problems.add(error(entry, e.key(), e.getMessage()));
            }
        }
    }

    private static void checkRoutes(ProposedConfiguration all, List<Problem> problems) {
        Map<String, RouteSettings> routes = new LinkedHashMap<>();
        for (Entry entry : all.ofPid(RouteSettings.PID)) {
            try {
                routes.put(entry.pid(), RouteSettings.parse(entry.pid(), entry.properties()));
            } catch (Unacceptable e) {
                problems.add(error(entry, e.key(), e.getMessage()));
            }
        }
        RouteGraph.problems(routes, pid -> pid + " (" + all.entries().get(pid).source() + ")")
                .forEach((pid, e) -> problems.add(error(all.entries().get(pid), e.key(), e.getMessage())));
    }

    private static String name(Entry function) {
        return new Values(function.properties()).text("name").orElseGet(() -> InstanceName.of(function.pid(), function.properties()));
    }

    private static Problem error(Entry entry, String key, String message) {
        return new Problem(Severity.ERROR, entry.sourceOf(key), entry.pid(), key, message);
    }
}
