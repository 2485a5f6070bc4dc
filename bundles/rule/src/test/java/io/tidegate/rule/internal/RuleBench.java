package io.tidegate.rule.internal;

import io.tidegate.function.Function;
import io.tidegate.status.StatusRow;
import io.tidegate.status.StatusSource;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A rule with everything around it in memory, and time that passes when the test says so. */
final class RuleBench {
    static final String PID = "io.tidegate.rule~r";
    final FakeHub hub = new FakeHub();
    final FakeControl control = new FakeControl();
    final FakeFunction function = new FakeFunction();
    final FunctionDirectory directory = new FunctionDirectory();
    final ClientIds clientIds = new ClientIds();
    final Rule rule = rule(PID);
    private long serviceIds;
    Map<String, Object> registered;

    Rule rule(String pid) {
        return new Rule(pid, surroundings());
    }

    Rule.Surroundings surroundings() {
        return new Rule.Surroundings(hub, directory, clientIds, new UnconfiguredSessions(hub), control, control);
    }

    /** subscribe t at QoS 2, call f, publish t/hi at QoS 2; further keys and values override. */
    static Map<String, Object> config(String... more) {
        Map<String, Object> properties = new HashMap<>(Map.of("service.pid", PID, "subscribe.topic", "t", "subscribe.qos", 2,
                "function", "f", "publish.topic", "t/hi", "publish.qos", "2"));
        for (int i = 0; i < more.length; i += 2) {
            if (more[i + 1] == null) {
                properties.remove(more[i]);
            } else {
                properties.put(more[i], more[i + 1]);
            }
        }
        return properties;
    }

    RuleBench configure(String... more) {
        rule.configure(config(more));
        control.run();
        return this;
    }

    RuleBench functionComes() {
        functionComes("f", function);
        return this;
    }

    void functionComes(String name, Function callee) {
        registered = Map.of(Function.NAME, name, "service.id", ++serviceIds);
        directory.addFunction(callee, registered);
        control.run();
    }

    void functionGoes() {
        directory.removeFunction(function, registered);
        control.run();
    }

    /** Somebody shows a function of that name, whether or not it takes calls. */
    void functionIsConfigured(String name) {
        StatusSource source = () -> List.of(StatusRow.of("function", name, "STARTING", Instant.EPOCH));
        directory.addStatusSource(source);
        control.run();
    }

    /** A rule that runs: configured, its function there. */
    static RuleBench running(String... more) {
        return new RuleBench().configure(more).functionComes();
    }

    FakeHub.Open session() {
        return hub.session("rule/r").open;
    }

    String status() {
        StatusRow row = rule.row();
        return row.reason().isEmpty() ? row.state() : row.state() + ": " + row.reason();
    }

    String detail(String key) {
        return rule.row().details().get(key);
    }
}
