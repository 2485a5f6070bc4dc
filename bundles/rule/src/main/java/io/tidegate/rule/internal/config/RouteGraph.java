package io.tidegate.rule.internal.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Judges routes by those beside them: one way twice, two of one name, and ways that lead back to where they began. */
public final class RouteGraph {
    private RouteGraph() {
    }

    /**
     * Of several that cannot run together the first does.
     *
     * @param routes by PID, in order of arrival
     * @param place  where a PID is configured, for people
     * @return by PID, why a route cannot run; those that are not in it can
     */
    public static Map<String, Unacceptable> problems(Map<String, RouteSettings> routes, UnaryOperator<String> place) {
        Map<String, Unacceptable> problems = new LinkedHashMap<>();
        Map<String, RouteSettings> running = new LinkedHashMap<>();
        routes.forEach((pid, route) -> {
            Unacceptable problem = conflict(route, running, place);
            if (problem == null) {
                running.put(pid, route);
            } else {
                problems.put(pid, problem);
            }
        });
        return problems;
    }

    /**
     * Why a route cannot run beside others; null when it can.
     *
     * @param running by PID, without the route itself; they can run together
     */
    public static Unacceptable conflict(RouteSettings route, Map<String, RouteSettings> running, UnaryOperator<String> place) {
        for (Map.Entry<String, RouteSettings> other : running.entrySet()) {
            if (other.getValue().sameWay(route)) {
                return new Unacceptable("target.topic", "duplicate source and target config: " + route.source() + " to "
                        + route.target() + " is already " + place.apply(other.getKey()));
            }
            if (other.getValue().name().equals(route.name())) {
                return new Unacceptable("name", "name = " + route.name() + " is already used by " + place.apply(other.getKey()));
            }
        }
        return leadsBack(route, running, place);
    }

    private static Unacceptable leadsBack(RouteSettings start, Map<String, RouteSettings> running, UnaryOperator<String> place) {
        Map<String, String> cameBy = new LinkedHashMap<>(); // from PID to the one before it; empty: the start itself
        Deque<String> next = new ArrayDeque<>();
        String at = "";
        while (at != null) {
            RouteSettings from = at.isEmpty() ? start : running.get(at);
            if (from.feeds(start)) {
                return cycle(start, at, cameBy, place);
            }
            String before = at;
            running.forEach((pid, to) -> {
                if (from.feeds(to) && cameBy.putIfAbsent(pid, before) == null) {
                    next.add(pid);
                }
            });
            at = next.poll();
        }
        return null;
    }

    private static Unacceptable cycle(RouteSettings start, String last, Map<String, String> cameBy, UnaryOperator<String> place) {
        Deque<String> through = new ArrayDeque<>();
        for (String pid = last; !pid.isEmpty(); pid = cameBy.get(pid)) {
            through.addFirst(pid);
        }
        return new Unacceptable("target.topic", "found cycle in source and target config: target.topic = " + start.target()
                + " leads back to source.topic = " + start.source()
                + (through.isEmpty() ? "" : through.stream().map(place).collect(Collectors.joining(", then ", " through ", ""))));
    }
}
