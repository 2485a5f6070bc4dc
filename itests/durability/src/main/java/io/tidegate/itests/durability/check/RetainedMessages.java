package io.tidegate.itests.durability.check;

import io.tidegate.itests.durability.check.Violation.Kind;
import io.tidegate.itests.durability.history.Message;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Is a retained message the one acknowledged last, or a later one that was under way? Each topic has one publisher.
 */
final class RetainedMessages {
    private final Story story;
    private final Consumer<Violation> found;

    RetainedMessages(Story story, Consumer<Violation> found) {
        this.story = story;
        this.found = found;
    }

    void check() {
        for (Story.Seen seen : story.retained) {
            String topic = seen.event().topic();
            story.publications.forEach((stream, numbers) -> {
                if (stream.topic().equals(topic)) {
                    judge(seen, stream, numbers);
                }
            });
        }
    }

    private void judge(Story.Seen seen, Message.Stream stream, TreeMap<Integer, Publication> numbers) {
        int last = 0;
        for (var each : numbers.entrySet()) {
            last = each.getValue().acknowledged < seen.from() ? each.getKey() : last;
        }
        Message message = seen.event().message();
        boolean right;
        if (message != null) {
            Publication publication = numbers.get(message.number());
            right = message.number() >= last && publication != null && publication.firstSent < seen.to();
        } else {
            right = last == 0 || numbers.tailMap(last, true).entrySet().stream()
                .anyMatch(each -> stream.message(each.getKey()).clears() && each.getValue().firstSent < seen.to());
        }
        if (!right) {
            found.accept(new Violation(Kind.RETAINED, seen.event().probe(), stream.message(last),
                "this one was acknowledged last, retained is " + (message == null ? "nothing" : message.number())));
        }
    }
}
