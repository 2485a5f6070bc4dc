package io.tidegate.shell.internal.commands;

import io.tidegate.hub.DeadLetters.DeadLetter;
import io.tidegate.shell.internal.access.HubAccess;
import io.tidegate.shell.internal.text.Info;
import io.tidegate.shell.internal.text.Payload;
import io.tidegate.shell.internal.text.Times;
import java.time.Instant;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code dlq:show}: one dead letter with its payload. */
@Service
@Command(scope = "dlq", name = "show", description = "Shows one message that was set aside")
public final class DlqShow implements Action {
    @Argument(required = true, description = "Id, as dlq:list shows it")
    @Completion(DeadLetterIds.class)
    private String id;

    @Reference
    private HubAccess hub;

    @Override
    public Object execute() throws Exception {
        DeadLetter letter = hub.letter(id);
        Info.line(System.out, "id", letter.id());
        Info.line(System.out, "session", letter.session());
        Info.line(System.out, "since", Times.both(letter.since(), Instant.now()));
        Info.line(System.out, "reason", letter.why().kind() + ": " + letter.why().text());
        Info.line(System.out, "attempts", String.valueOf(letter.attempts()));
        Info.line(System.out, "delivery", letter.deliveryId());
        Info.line(System.out, "topic", letter.message().topic().toString());
        Info.line(System.out, "qos", String.valueOf(letter.message().qos().value()));
        Info.line(System.out, "payload", letter.message().payload().length + " bytes");
        System.out.println(Payload.shown(letter.message().payload()));
        return null;
    }
}
