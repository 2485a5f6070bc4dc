package io.tidegate.rule.internal.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Judges routes as a whole: one way twice, two of one name, and ways that lead back to where they began. */
public final class RouteGraph {
    private RouteGraph() {
    }

    /**
     * @param routes by PID, in order of arrival
     * @return by PID, why a route cannot run; those that are not in it can
     */
    public static Map<String, Unacceptable> problems(Map<String, RouteSettings> routes) {
        Map<String, Unacceptable> problems = new LinkedHashMap<>();
        Map<String, RouteSettings> left = new LinkedHashMap<>();
        routes.forEach((pid, route) -> {
            Unacceptable problem = twice(route, left);
            if (problem == null) {
                left.put(pid, route);
            } else {
                problems.put(pid, problem);
            }
        });
        left.forEach((pid, route) -> {
            if (leadsBack(route, left)) {
                problems.put(pid, new Unacceptable("target.topic", "found cycle in source and target config: target.topic = "
                        + route.target() + " leads back to source.topic = " + route.source()));
            }
        });
        return problems;
    }

    private static Unacceptable twice(RouteSettings route, Map<String, RouteSettings> earlier) {
        for (Map.Entry<String, RouteSettings> other : earlier.entrySet()) {
            if (other.getValue().sameWay(route)) {
                return new Unacceptable("target.topic", "duplicate source and target config: " + route.source() + " to "
                        + route.target() + " is already " + other.getKey());
            }
            if (other.getValue().name().equals(route.name())) {
                return new Unacceptable("name", "name = " + route.name() + " is already used by " + other.getKey());
            }
        }
        return null;
    }

    private static boolean leadsBack(RouteSettings start, Map<String, RouteSettings> routes) {
        Set<RouteSettings> seen = new HashSet<>();
        Deque<RouteSettings> next = new ArrayDeque<>(Set.of(start));
        while (!next.isEmpty()) {
            RouteSettings from = next.poll();
            for (RouteSettings to : routes.values()) {
                if (from.feeds(to)) {
                    if (to.equals(start)) {
                        return true;
                    }
                    if (seen.add(to)) {
                        next.add(to);
                    }
                }
            }
        }
        return false;
    }
}
