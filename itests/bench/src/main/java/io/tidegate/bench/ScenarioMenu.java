package io.tidegate.bench;

import io.tidegate.bench.load.Limits;
import io.tidegate.bench.load.Scenario;
import io.tidegate.bench.load.Scenarios;
import java.util.List;

/** The scenarios of {@code bench hub} by the names they have on the command line. Stateless. */
final class ScenarioMenu {

    static final List<String> NAMES = List.of("qos0", "qos1", "qos2", "fanout", "fanin", "wildcards", "kept", "keptfanout", "drain",
            "one", "keptone", "rate2000", "rate10000");

    private static final int PAIRS = 10;
    private static final int FAN = 100;
    private static final int WILDCARDS = 50_000;

    /** A hundred publishers share the one subscriber's queue in the broker. */
    private static final int FAN_IN_FLOW_PART = 20;

    private ScenarioMenu() { }

    static Scenario of(String name, Options options) {
        Limits pairs = Limits.windows(options.window, options.flow);
        Limits fan = Limits.windows(options.window, options.fanOutFlow);
        return switch (name) {
            case "qos0" -> Scenarios.pairwise(0, PAIRS, pairs);
            case "qos1" -> Scenarios.pairwise(1, PAIRS, pairs);
            case "qos2" -> Scenarios.pairwise(2, PAIRS, pairs);
            case "fanout" -> Scenarios.fanOut(FAN, false, fan);
            case "fanin" -> Scenarios.fanIn(FAN, Limits.windows(options.window, Math.max(1, options.flow / FAN_IN_FLOW_PART)));
            case "wildcards" -> Scenarios.wildcards(PAIRS, WILDCARDS, pairs);
            case "kept" -> Scenarios.kept(PAIRS, pairs);
            case "keptfanout" -> Scenarios.fanOut(FAN, true, fan);
            case "drain" -> Scenarios.drain(PAIRS, new Limits(options.window, options.flow, 0, options.backlog));
            case "one" -> Scenarios.oneAtATime(false);
            case "keptone" -> Scenarios.oneAtATime(true);
            case "rate2000" -> Scenarios.paced(PAIRS, new Limits(options.window, options.flow, 2_000, 0));
            case "rate10000" -> Scenarios.paced(PAIRS, new Limits(options.window, options.flow, 10_000, 0));
            default -> throw new IllegalArgumentException(name);
        };
    }
}
