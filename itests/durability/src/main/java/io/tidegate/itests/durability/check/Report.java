package io.tidegate.itests.durability.check;

import io.tidegate.itests.durability.check.Violation.Kind;
import io.tidegate.itests.durability.history.Event;
import io.tidegate.itests.durability.history.History.Entry;
import io.tidegate.itests.durability.history.Message;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Tells what was wrong so that somebody can find out why: for some of each kind, all that happened to that message when. */
public final class Report {
    private static final int OF_EACH_KIND = 4;

    private Report() { }

    /** One line: how much happened. */
    public static String summary(List<Entry> history) {
        Map<String, Long> events = history.stream()
            .collect(Collectors.groupingBy(entry -> entry.event().getClass().getSimpleName(), TreeMap::new, Collectors.counting()));
        return events.toString();
    }

    public static String of(List<Violation> violations, List<Entry> history) {
        if (violations.isEmpty()) {
            return "no violation";
        }
        Map<Kind, List<Violation>> byKind = violations.stream()
            .collect(Collectors.groupingBy(Violation::kind, () -> new EnumMap<>(Kind.class), Collectors.toList()));
        StringBuilder text = new StringBuilder(violations.size() + " violations");
        byKind.forEach((kind, all) -> text.append("\n  ").append(kind).append(": ").append(all.size()));
        byKind.forEach((kind, all) -> all.stream().limit(OF_EACH_KIND).forEach(each -> explain(each, history, text)));
        return text.append("\n").toString();
    }

    private static void explain(Violation violation, List<Entry> history, StringBuilder text) {
        text.append("\n").append(violation.kind()).append(" at '").append(violation.session()).append("' ")
            .append(violation.message() == null ? "" : violation.message() + ": ").append(violation.what());
        if (violation.message() == null) {
            return;
        }
        int last = 0;
        for (int i = 0; i < history.size(); i++) {
            last = concerns(history.get(i).event(), violation) ? i : last;
        }
        boolean begun = false;
        for (int i = 0; i < history.size(); i++) {
            Event event = history.get(i).event();
            boolean own = concerns(event, violation);
            begun |= own;
            if (own || background(event, violation) && (begun && i < last || event instanceof Event.Subscribed || event instanceof Event.Unsubscribed)) {
                text.append("\n    ").append(history.get(i));
            }
        }
    }

    private static boolean concerns(Event event, Violation violation) {
        Message message = violation.message();
        if (event instanceof Event.Sent sent) {
            return sent.message().equals(message);
        } else if (event instanceof Event.Acknowledged acknowledged) {
            return acknowledged.message().equals(message);
        } else if (event instanceof Event.Arrived arrived) {
            return arrived.message().equals(message) && arrived.session().equals(violation.session());
        } else if (event instanceof Event.Retained retained) {
            return retained.topic().equals(message.topic()) && retained.probe().equals(violation.session());
        }
        return event instanceof Event.Connecting connecting && message.equals(connecting.will());
    }

    /** Connections of those concerned and what was done to the broker. */
    private static boolean background(Event event, Violation violation) {
        String publisher = violation.message().publisher();
        String who = "";
        if (event instanceof Event.Deed) {
            return true;
        } else if (event instanceof Event.Connected connected) {
            who = connected.session();
        } else if (event instanceof Event.Ended ended) {
            who = ended.session();
        } else if (event instanceof Event.Leaving leaving) {
            who = leaving.session();
        } else if (event instanceof Event.Subscribed subscribed) {
            who = subscribed.session();
        } else if (event instanceof Event.Unsubscribed unsubscribed) {
            who = unsubscribed.session();
        }
        return who.equals(violation.session()) || who.equals(publisher) || who.startsWith(publisher + "#");
    }
}
