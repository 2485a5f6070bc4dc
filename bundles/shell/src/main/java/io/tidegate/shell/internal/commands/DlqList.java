package io.tidegate.shell.internal.commands;

import io.tidegate.hub.DeadLetters.DeadLetter;
import io.tidegate.shell.internal.access.HubAccess;
import io.tidegate.shell.internal.text.Listing;
import io.tidegate.shell.internal.text.Times;
import java.time.Instant;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code dlq:list}: what rules could not handle, and why. */
@Service
@Command(scope = "dlq", name = "list", description = "Lists messages that were set aside")
public final class DlqList implements Action {
    @Option(name = "--session", description = "Only those of one session, as in rule/localfunc-1")
    private String session = "";

    @Option(name = "--no-format", description = "One line a row, tabs between, no header")
    private boolean noFormat;

    @Reference
    private HubAccess hub;

    @Override
    public Object execute() throws Exception {
        Listing list = new Listing("No dead letter.", "ID", "SESSION", "SINCE", "TOPIC", "BYTES", "ATTEMPTS", "KIND", "REASON");
        Instant now = Instant.now();
        for (DeadLetter letter : hub.letters(session)) {
            list.row(letter.id(), letter.session(), noFormat ? letter.since() : Times.ago(letter.since(), now) + " ago", letter.message().topic(),
                    letter.message().payload().length, letter.attempts(), letter.why().kind(), letter.why().text());
        }
        list.print(System.out, noFormat);
        return null;
    }
}
