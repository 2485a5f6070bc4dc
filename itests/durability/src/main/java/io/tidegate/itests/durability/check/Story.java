package io.tidegate.itests.durability.check;

import io.tidegate.itests.durability.history.Event;
import io.tidegate.itests.durability.history.History.Entry;
import io.tidegate.itests.durability.history.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A history sorted by what it is about: publications, sessions, retained messages asked for. */
final class Story {
    final Map<Message.Stream, TreeMap<Integer, Publication>> publications = new LinkedHashMap<>();
    final Map<String, SessionStory> sessions = new LinkedHashMap<>();
    final List<Seen> retained = new ArrayList<>();
    final List<Event.Fault> faults = new ArrayList<>();
    /** From the beginning of a deed to where it was over. */
    private final List<int[]> troubles = new ArrayList<>();
    private final Map<String, Integer> probes = new LinkedHashMap<>();

    /** A retained message that a probe saw between two places of the history. */
    record Seen(int from, int to, Event.Retained event) { }

    Story(List<Entry> entries) {
        for (int i = 0; i < entries.size(); i++) {
            tell(i, entries.get(i).event());
        }
    }

    Publication publication(Message message) {
        TreeMap<Integer, Publication> stream = publications.get(message.stream());
        return stream == null ? null : stream.get(message.number());
    }

    private void tell(int at, Event event) {
        if (event instanceof Event.Sent sent) {
            sent(at, sent);
        } else if (event instanceof Event.Acknowledged acknowledged) {
            publication(acknowledged.message()).acknowledged = at;
        } else if (event instanceof Event.Arrived arrived) {
            if (!arrived.retain()) {
                session(arrived.session()).arrivals.computeIfAbsent(arrived.message().stream(), s -> new ArrayList<>())
                    .add(new SessionStory.Arrival(at, arrived));
            }
        } else if (event instanceof Event.Probing probing) {
            probes.put(probing.probe(), at);
        } else if (event instanceof Event.Retained seen) {
            retained.add(new Seen(probes.get(seen.probe()), at, seen));
        } else if (event instanceof Event.Fault fault) {
            faults.add(fault);
        } else if (event instanceof Event.Deed deed) {
            trouble(at, deed);
        } else {
            connection(at, event);
        }
    }

    private void trouble(int at, Event.Deed deed) {
        if (deed.begins()) {
            troubles.add(new int[] {at, Publication.NEVER});
        } else {
            troubles.forEach(each -> each[1] = Math.min(each[1], at));
        }
    }

    /** Whether something was done to the broker between these places. */
    boolean troubled(int from, int to) {
        return troubles.stream().anyMatch(each -> each[0] < to && from < each[1]);
    }

    private void sent(int at, Event.Sent sent) {
        TreeMap<Integer, Publication> stream = publications.computeIfAbsent(sent.message().stream(), s -> new TreeMap<>());
        Publication known = stream.get(sent.message().number());
        if (known != null) {
            known.sends++;
        } else {
            stream.put(sent.message().number(), new Publication(sent.qos(), sent.retain(), sent.kept(), false, at));
        }
    }

    private void connection(int at, Event event) {
        if (event instanceof Event.Connecting connecting) {
            session(connecting.session()).lives.add(new SessionStory.Life(connecting, at));
            if (connecting.will() != null) {
                publications.computeIfAbsent(connecting.will().stream(), s -> new TreeMap<>())
                    .put(connecting.will().number(), new Publication(connecting.willQos(), false, false, true, at));
            }
        } else if (event instanceof Event.Connected connected) {
            SessionStory session = session(connected.session());
            session.kept = connected.kept();
            SessionStory.Life life = session.life(connected.connection());
            life.connected = at;
            life.present = connected.present();
        } else if (event instanceof Event.Leaving leaving) {
            session(leaving.session()).life(leaving.connection()).leaving = at;
        } else if (event instanceof Event.Ended ended) {
            ended(at, ended);
        } else {
            subscription(at, event);
        }
    }

    private void ended(int at, Event.Ended ended) {
        SessionStory session = session(ended.session());
        session.life(ended.connection()).ended = at;
        if (!session.kept) {
            session.intervals.forEach(each -> {
                each.sureTo = Math.min(each.sureTo, at);
                each.possibleTo = Math.min(each.possibleTo, at);
            });
        }
    }

    private void subscription(int at, Event event) {
        if (event instanceof Event.Subscribing subscribing) {
            SessionStory session = session(subscribing.session());
            if (session.current(subscribing.filter()) == null) {
                session.intervals.add(new SessionStory.Interval(subscribing.filter(), subscribing.qos(), at));
            }
        } else if (event instanceof Event.Subscribed subscribed) {
            SessionStory.Interval interval = session(subscribed.session()).current(subscribed.filter());
            interval.qos = subscribed.qos();
            interval.sureFrom = Math.min(interval.sureFrom, at);
        } else if (event instanceof Event.Unsubscribing unsubscribing) {
            SessionStory.Interval interval = session(unsubscribing.session()).current(unsubscribing.filter());
            if (interval != null) {
                interval.sureTo = Math.min(interval.sureTo, at);
            }
        } else if (event instanceof Event.Unsubscribed unsubscribed) {
            SessionStory.Interval interval = session(unsubscribed.session()).current(unsubscribed.filter());
            if (interval != null) {
                interval.possibleTo = at;
            }
        }
    }

    private SessionStory session(String name) {
        return sessions.computeIfAbsent(name, SessionStory::new);
    }
}
