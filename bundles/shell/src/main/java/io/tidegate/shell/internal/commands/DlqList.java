package io.tidegate.shell.internal.commands;

import io.tidegate.shell.internal.access.HubAccess;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code dlq:list}: what rules could not handle, and why. */
@Service
@Command(scope = "dlq", name = "list",
        description = "Lists messages that were set aside, by session, oldest first: 1000 at a time, or with --no-format all")
public final class DlqList implements Action {
    @Option(name = "--session", description = "Only those of one session, as in rule/localfunc-1")
    @Completion(DeadLetterSessions.class)
    private String session = "";

    @Option(name = "--after", description = "Only those behind this id in the list, which need not be there any more")
    private String after = "";

    @Option(name = "--no-format", description = "One line a row, tabs between, no header")
    private boolean noFormat;

    @Reference
    private HubAccess hub;

    @Override
    public Object execute() throws Exception {
        LetterRows rows = new LetterRows(hub::letters, session, after);
        if (noFormat) {
            rows.printAll(System.out);
        } else {
            rows.printSome(System.out);
        }
        return null;
    }
}
