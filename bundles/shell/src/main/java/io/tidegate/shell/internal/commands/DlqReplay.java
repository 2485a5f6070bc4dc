package io.tidegate.shell.internal.commands;

import io.tidegate.hub.DeadLetters.DeadLetter;
import io.tidegate.shell.internal.access.HubAccess;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code dlq:replay}: gives one dead letter to its session, and to nobody else, again. */
@Service
@Command(scope = "dlq", name = "replay", description = "Gives one message that was set aside to its session again")
public final class DlqReplay implements Action {
    @Argument(required = true, description = "Id, as dlq:list shows it")
    @Completion(DeadLetterIds.class)
    private String id;

    @Reference
    private HubAccess hub;

    @Override
    public Object execute() throws Exception {
        DeadLetter letter = hub.replay(id);
        System.out.println("Replayed " + id + ": " + letter.message().payload().length + " bytes to session " + letter.session()
                + "; it is no dead letter any more.");
        return null;
    }
}
