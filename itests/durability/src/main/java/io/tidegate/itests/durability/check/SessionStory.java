package io.tidegate.itests.durability.check;

import io.tidegate.itests.durability.history.Event;
import io.tidegate.itests.durability.history.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one session of the broker went through; numbers are places in the history. Filled by {@link Story}. */
final class SessionStory {
    static final int NEVER = Publication.NEVER;

    final String name;
    final List<Life> lives = new ArrayList<>();
    final List<Interval> intervals = new ArrayList<>();
    /** By stream, in the order of coming; without what came because it was retained when the session subscribed. */
    final Map<Message.Stream, List<Arrival>> arrivals = new LinkedHashMap<>();
    boolean kept;

    SessionStory(String name) {
        this.name = name;
    }

    record Arrival(int at, Event.Arrived event) { }

    /** One connection. */
    static final class Life {
        final Event.Connecting connecting;
        final int from;
        int connected = NEVER;
        boolean present;
        int leaving = NEVER;
        int ended = NEVER;

        Life(Event.Connecting connecting, int from) {
            this.connecting = connecting;
            this.from = from;
        }
    }

    /** The time that a subscription was in force: surely in the inner part, possibly in the outer. */
    static final class Interval {
        final String filter;
        final int possibleFrom;
        int qos;
        int sureFrom = NEVER;
        int sureTo = NEVER;
        int possibleTo = NEVER;

        Interval(String filter, int qos, int possibleFrom) {
            this.filter = filter;
            this.qos = qos;
            this.possibleFrom = possibleFrom;
        }

        boolean surely(int from, int to) {
            return sureFrom < from && to < sureTo;
        }

        boolean possibly(int from, int to) {
            return possibleFrom < to && from < possibleTo;
        }

        boolean matches(String topic) {
            String[] wanted = filter.split("/");
            String[] levels = topic.split("/");
            for (int i = 0; i < wanted.length; i++) {
                if (wanted[i].equals("#")) {
                    return true;
                }
                if (i >= levels.length || !(wanted[i].equals("+") || wanted[i].equals(levels[i]))) {
                    return false;
                }
            }
            return wanted.length == levels.length;
        }
    }

    /** The subscription to that filter that has not been ended; null: none. */
    Interval current(String filter) {
        for (Interval each : intervals) {
            if (each.filter.equals(filter) && each.possibleTo == NEVER) {
                return each;
            }
        }
        return null;
    }

    List<Interval> matching(String topic) {
        return intervals.stream().filter(each -> each.matches(topic)).toList();
    }

    Life life(int connection) {
        for (int i = lives.size() - 1; i >= 0; i--) {
            if (lives.get(i).connecting.connection() == connection) {
                return lives.get(i);
            }
        }
        throw new IllegalArgumentException(name + " has no connection " + connection);
    }

    /** The first connection that the broker accepted. */
    int firstConnection() {
        return lives.stream().filter(life -> life.connected < NEVER).mapToInt(life -> life.connecting.connection()).findFirst().orElse(0);
    }

    /** Whether it is over: then what it was still owed is owed no more. */
    boolean over() {
        return !kept && !lives.isEmpty() && lives.get(lives.size() - 1).ended < NEVER;
    }
}
