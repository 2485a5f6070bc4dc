package io.tidegate.itests.durability.check;

import static io.tidegate.itests.durability.check.Publication.NEVER;

import io.tidegate.itests.durability.check.SessionStory.Arrival;
import io.tidegate.itests.durability.check.SessionStory.Interval;
import io.tidegate.itests.durability.check.Violation.Kind;
import io.tidegate.itests.durability.history.Message;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One stream at one session: did all come that is owed, as often as it may, in order, at the right QoS, and nothing else? */
final class Deliveries {
    private final SessionStory session;
    private final Message.Stream stream;
    private final NavigableMap<Integer, Publication> publications;
    private final List<Interval> intervals;
    private final List<Arrival> arrivals;
    private final Consumer<Violation> found;

    Deliveries(SessionStory session, Message.Stream stream, NavigableMap<Integer, Publication> publications, Consumer<Violation> found) {
        this.session = session;
        this.stream = stream;
        this.publications = publications;
        this.intervals = session.matching(stream.topic());
        this.arrivals = session.arrivals.getOrDefault(stream, List.of());
        this.found = found;
    }

    void check() {
        if (arrivals.isEmpty() && intervals.isEmpty()) {
            return;
        }
        Map<Integer, List<Arrival>> byNumber = arrivals.stream()
            .collect(Collectors.groupingBy(arrival -> arrival.event().message().number(), TreeMap::new, Collectors.toList()));
        byNumber.forEach((number, all) -> {
            Publication publication = publications.get(number);
            if (publication == null) {
                violation(Kind.INVENTED, number, "nobody sent it");
            } else {
                judge(number, publication, all);
            }
        });
        order();
        lost(byNumber);
    }

    private void judge(int number, Publication publication, List<Arrival> all) {
        for (Arrival arrival : all) {
            suits(number, publication, arrival);
        }
        all.stream().filter(arrival -> !arrival.event().call().isEmpty())
            .collect(Collectors.groupingBy(arrival -> arrival.event().call())).forEach((call, outputs) -> outputs(number, call, outputs));
        int qos = all.get(0).event().qos();
        int mayCome = publication.qos == 2 ? 1 : publication.sends;
        if (qos == 2) {
            if (all.size() > mayCome) {
                violation(Kind.TWICE, number, all.size() + " times at QoS 2");
            }
            return;
        }
        long first = all.stream().filter(arrival -> !arrival.event().dup()).count();
        if (first > mayCome) {
            violation(Kind.REPEATED, number, first + " times without DUP, sent " + publication.sends + " times");
        }
        Map<Integer, Integer> perConnection = new HashMap<>();
        all.forEach(arrival -> perConnection.merge(arrival.event().connection(), 1, Integer::sum));
        perConnection.forEach((connection, times) -> {
            if (times > mayCome) {
                violation(Kind.REPEATED, number, times + " times on connection " + connection + ", sent " + publication.sends + " times");
            }
        });
        if (mayCome == 1 && all.stream().map(arrival -> arrival.event().packetId()).distinct().count() > 1) {
            violation(Kind.OTHER_ID, number, "sent again with another identifier");
        }
    }

    /** One call has one output, however often its input was sent: what comes again is a resend, with DUP and its first identifier. */
    private void outputs(int number, String call, List<Arrival> outputs) {
        long first = outputs.stream().filter(arrival -> !arrival.event().dup()).count();
        long identifiers = outputs.stream().map(arrival -> arrival.event().packetId()).distinct().count();
        if (first > 1 || identifiers > 1) {
            violation(Kind.TWO_OUTPUTS, number, Math.max(first, identifiers) + " outputs of call " + call);
        }
    }

    /** One arrival by itself. */
    private void suits(int number, Publication publication, Arrival arrival) {
        var event = arrival.event();
        int accepted = Math.min(publication.acknowledged, arrival.at());
        List<Interval> invited = intervals.stream().filter(each -> each.possibly(publication.firstSent, accepted)).toList();
        if (invited.isEmpty()) {
            violation(Kind.UNINVITED, number, "there was no subscription for it");
        } else if (invited.stream().noneMatch(each -> Math.min(each.qos, publication.qos) == event.qos())) {
            violation(Kind.QOS, number, "came at QoS " + event.qos() + ", published at " + publication.qos + ", granted " + invited.get(0).qos);
        }
        if (event.dup() && (event.qos() == 0 || !session.kept || event.connection() <= session.firstConnection())) {
            violation(Kind.REPEATED, number, "DUP where nothing can have been sent before"); // MQTT 3.1.1 [MQTT-3.3.1-2], [MQTT-3.3.1-3]
        }
    }

    private void order() {
        int highest = 0;
        Set<Integer> seen = new HashSet<>();
        for (Arrival arrival : arrivals) {
            int number = arrival.event().message().number();
            if (seen.add(number) && number < highest) {
                violation(Kind.ORDER, number, "came after " + highest); // MQTT 3.1.1 [MQTT-4.6.0-6]
            }
            highest = Math.max(highest, number);
        }
    }

    private void lost(Map<Integer, List<Arrival>> byNumber) {
        int last = arrivals.stream().mapToInt(arrival -> arrival.event().message().number()).max().orElse(0);
        NavigableMap<Integer, Publication> judged = session.over() ? publications.headMap(last, false) : publications;
        judged.forEach((number, publication) -> {
            if (!byNumber.containsKey(number) && owed(publication)) {
                violation(Kind.LOST, number, number < last ? "acknowledged, and later ones came" : "acknowledged, and it never came");
            }
        });
    }

    private boolean owed(Publication publication) {
        return publication.acknowledged < NEVER && intervals.stream()
            .anyMatch(each -> each.qos > 0 && each.surely(publication.firstSent, publication.acknowledged));
    }

    private void violation(Kind kind, int number, String what) {
        found.accept(new Violation(kind, session.name, stream.message(number), what));
    }
}
