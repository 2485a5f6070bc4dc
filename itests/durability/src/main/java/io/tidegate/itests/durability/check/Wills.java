package io.tidegate.itests.durability.check;

import static io.tidegate.itests.durability.check.Publication.NEVER;

import io.tidegate.itests.durability.check.SessionStory.Life;
import io.tidegate.itests.durability.check.Violation.Kind;
import io.tidegate.itests.durability.history.Message;
import java.util.List;
import java.util.function.Consumer;

/** Does the will of a connection that broke come, and that of one that was left not? MQTT 3.1.1 [MQTT-3.1.2-8], [MQTT-3.14.4-3]. */
final class Wills {
    private final Story story;
    private final Consumer<Violation> found;

    Wills(Story story, Consumer<Violation> found) {
        this.story = story;
        this.found = found;
    }

    void check() {
        for (SessionStory session : story.sessions.values()) {
            for (Life life : session.lives) {
                if (life.connecting.will() != null && life.connected < NEVER && life.ended < NEVER) {
                    judge(life);
                }
            }
        }
    }

    private void judge(Life life) {
        Message will = life.connecting.will();
        for (SessionStory watcher : story.sessions.values()) {
            boolean came = watcher.arrivals.getOrDefault(will.stream(), List.of()).stream()
                .anyMatch(arrival -> arrival.event().message().equals(will));
            if (life.leaving == NEVER) {
                if (!came && !watcher.over() && watcher.matching(will.topic()).stream()
                        .anyMatch(each -> each.qos > 0 && each.surely(life.from, NEVER - 1))) {
                    found.accept(new Violation(Kind.WILL, watcher.name, will, "its connection broke, and it never came"));
                }
            } else if (came && !story.troubled(life.leaving, life.ended)) {
                found.accept(new Violation(Kind.WILL, watcher.name, will, "it came, although its client had left with DISCONNECT"));
            }
        }
    }
}
