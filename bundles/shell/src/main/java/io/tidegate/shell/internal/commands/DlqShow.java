package io.tidegate.shell.internal.commands;

import io.tidegate.hub.DeadLetters.DeadLetter;
import io.tidegate.shell.internal.access.HubAccess;
import io.tidegate.shell.internal.text.Info;
import io.tidegate.shell.internal.text.Payload;
import java.time.Instant;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code dlq:show}: one dead letter with its payload. */
@Service
@Command(scope = "dlq", name = "show", description = "Shows one message that was set aside")
public final class DlqShow implements Action {
    @Argument(required = true, description = "Id, as dlq:list shows it")
    @Completion(DeadLetterIds.class)
    private String id;

    @Option(name = "--no-format", description = "One line a key, a tab between; times as ISO 8601")
    private boolean noFormat;

    @Reference
    private HubAccess hub;

    @Override
    public Object execute() throws Exception {
        DeadLetter letter = hub.letter(id);
        Info.Lines lines = new Info.Lines(System.out, noFormat);
        lines.line("id", letter.id());
        lines.line("session", letter.session());
        lines.since(letter.since(), Instant.now());
        lines.line("reason", letter.why().kind() + ": " + letter.why().text());
        lines.line("attempts", String.valueOf(letter.attempts()));
        lines.line("delivery", letter.deliveryId());
        lines.line("topic", letter.message().topic().toString());
        lines.line("qos", String.valueOf(letter.message().qos().value()));
        lines.line("payload", letter.message().payload().length + " bytes");
        System.out.println(Payload.shown(letter.message().payload()));
        return null;
    }
}
