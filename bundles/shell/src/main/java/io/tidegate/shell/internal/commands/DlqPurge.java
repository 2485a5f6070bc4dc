package io.tidegate.shell.internal.commands;

import io.tidegate.hub.DeadLetters.DeadLetter;
import io.tidegate.shell.internal.access.HubAccess;
import io.tidegate.shell.internal.text.Refusal;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code dlq:purge}: removes one dead letter, or all that a session has now, for good. */
@Service
@Command(scope = "dlq", name = "purge", description = "Removes messages that were set aside, for good")
public final class DlqPurge implements Action {
    @Argument(description = "Id, as dlq:list shows it")
    @Completion(DeadLetterIds.class)
    private String id;

    @Option(name = "--all", description = "All of one session, as in rule/localfunc-1, instead of one id")
    @Completion(DeadLetterSessions.class)
    private String session;

    @Reference
    private HubAccess hub;

    @Override
    public Object execute() throws Exception {
        if ((id == null) == (session == null)) {
            throw new Refusal("either an id or --all SESSION (dlq:list shows both)");
        }
        if (id != null) {
            DeadLetter letter = hub.purge(id);
            System.out.println("Purged " + id + ": " + letter.message().payload().length + " bytes of session " + letter.session() + ".");
        } else {
            int purged = hub.purgeAll(session);
            System.out.println("Purged " + purged + (purged == 1 ? " dead letter" : " dead letters") + " of session " + session + ".");
        }
        return null;
    }
}
