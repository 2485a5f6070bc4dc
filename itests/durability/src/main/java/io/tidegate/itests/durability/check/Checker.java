package io.tidegate.itests.durability.check;

import io.tidegate.itests.durability.check.SessionStory.Life;
import io.tidegate.itests.durability.check.Violation.Kind;
import io.tidegate.itests.durability.history.Event;
import io.tidegate.itests.durability.history.History.Entry;
import io.tidegate.itests.durability.history.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges a history by MQTT 3.1.1 and by what a durable broker promises: what is acknowledged arrives at every session whose
 * subscription was acknowledged before it was sent; at QoS 2 once; at QoS 1 again only as a resend; in order for each publisher
 * and topic; retained messages, subscriptions, sessions and wills are as acknowledged. Pure.
 *
 * <p>A history is judged as a whole: clients have had the time to get what they were owed.
 */
public final class Checker {
    private final List<Violation> violations = new ArrayList<>();
    private final Story story;

    private Checker(List<Entry> history) {
        story = new Story(history);
    }

    public static List<Violation> check(List<Entry> history) {
        Checker checker = new Checker(history);
        checker.check();
        return checker.violations;
    }

    private void check() {
        for (Event.Fault fault : story.faults) {
            violations.add(new Violation(Kind.PROTOCOL, fault.session(), null, fault.what()));
        }
        story.sessions.values().forEach(this::lives);
        story.publications.forEach((stream, numbers) -> story.sessions.values()
            .forEach(session -> new Deliveries(session, stream, numbers, violations::add).check()));
        story.sessions.values().forEach(this::invented);
        story.publications.forEach((stream, numbers) -> numbers.forEach((number, publication) -> {
            if (publication.qos > 0 && publication.acknowledged == Publication.NEVER && owesAnswer(stream.publisher(), publication)) {
                violations.add(new Violation(Kind.UNANSWERED, "", stream.message(number), "never acknowledged, sent " + publication.sends + " times"));
            }
        }));
        new RetainedMessages(story, violations::add).check();
        new Wills(story, violations::add).check();
    }

    /** To whom offers it again and again, and to whom is on the connection on which it was sent. */
    private boolean owesAnswer(String publisher, Publication publication) {
        return publication.kept || !publication.will && story.sessions.values().stream()
            .filter(session -> session.name.startsWith(publisher + "#")).flatMap(session -> session.lives.stream())
            .anyMatch(life -> life.connected < publication.firstSent && life.leaving == Publication.NEVER && life.ended == Publication.NEVER);
    }

    private void invented(SessionStory session) {
        session.arrivals.forEach((stream, arrivals) -> {
            if (!story.publications.containsKey(stream)) {
                Message message = arrivals.get(0).event().message();
                violations.add(new Violation(Kind.INVENTED, session.name, message, "nobody published that"));
            }
        });
    }

    /** MQTT 3.1.1 [MQTT-3.2.2-1] to [MQTT-3.2.2-3], and [MQTT-3.1.2-4]. */
    private void lives(SessionStory session) {
        boolean tried = false;
        boolean known = false;
        for (Life life : session.lives) {
            if (life.connected < Publication.NEVER) {
                if (life.present && !(session.kept && tried)) {
                    session(session, life, "is present, although there cannot be one");
                } else if (!life.present && known) {
                    session(session, life, "is not present any more");
                }
                known = session.kept;
            }
            tried = true;
        }
    }

    private void session(SessionStory session, Life life, String what) {
        violations.add(new Violation(Kind.SESSION, session.name, null, "connection " + life.connecting.connection() + ": the session " + what));
    }
}
