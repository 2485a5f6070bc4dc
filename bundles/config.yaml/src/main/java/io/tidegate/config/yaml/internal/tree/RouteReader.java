package io.tidegate.config.yaml.internal.tree;

import io.tidegate.config.yaml.internal.text.Section;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code subscriptions} (topic to topic) into routes, with the model's rules: no pair twice, no circle. Stateless. */
final class RouteReader {
    private static final int MAX_QOS = 2;

    private RouteReader() {
    }

    private record Route(Section section, String source, long sourceQos, String target, long targetQos) {
        boolean feeds(Route next) {
            return Topics.matches(next.source, target);
        }
    }

    static void read(Service service, Section file, Entries entries) {
        List<Route> routes = new ArrayList<>();
        Map<List<String>, Route> pairs = new HashMap<>();
        for (Section section : file.sections("subscriptions")) {
            Route route = route(section);
            section.close();
            Route first = section.findings().hasErrors() ? null : pairs.putIfAbsent(List.of(route.source, route.target), route);
            if (first != null) {
                section.error("", "duplicate source and target config: the same two topics as at " + first.section.place());
            } else if (!section.findings().hasErrors()) {
                routes.add(route);
            }
        }
        for (Route route : circles(routes)) {
            route.section.error("", "found cycle in source and target config: what it publishes to '" + route.target
                    + "' comes back to '" + route.source + "'");
        }
        for (Route route : routes) {
            String name = Pids.safe(route.source + "-to-" + route.target);
            entries.add(service.name(), new Thing(Pids.pid(Pids.ROUTE, name), route.section.place(), route.section.findings())
                    .put("name", name)
                    .put("source.topic", route.source, route.section.place("source"))
                    .put("source.qos", route.sourceQos, route.section.place("source"))
                    .put("target.topic", route.target, route.section.place("target"))
                    .put("target.qos", route.targetQos, route.section.place("target")));
        }
    }

    private static Route route(Section section) {
        Section source = section.section("source");
        Section target = section.section("target");
        String from = source.required("topic");
        String to = target.required("topic");
        long fromQos = source.integer("qos", 0, 0, MAX_QOS);
        long toQos = target.integer("qos", 0, 0, MAX_QOS);
        source.close();
        target.close();
        if (!from.isEmpty()) {
            Topics.filterProblem(from).ifPresent(p -> source.error("topic", p));
        }
        if (!to.isEmpty()) {
            Topics.nameProblem(to).ifPresent(p -> target.error("topic", p));
        }
        return new Route(section, from, fromQos, to, toQos);
    }

    /** Routes on a circle or between two: what is left when all that feed nothing, or are fed by nothing, are taken away. */
    private static List<Route> circles(List<Route> routes) {
        List<Route> left = new ArrayList<>(routes);
        boolean moved = true;
        while (moved) {
            List<Route> now = List.copyOf(left);
            moved = left.removeIf(r -> now.stream().noneMatch(r::feeds) || now.stream().noneMatch(other -> other.feeds(r)));
        }
        return left;
    }
}
