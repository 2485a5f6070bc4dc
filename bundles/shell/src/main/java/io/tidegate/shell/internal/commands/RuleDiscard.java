package io.tidegate.shell.internal.commands;

import io.tidegate.shell.internal.access.HubAccess;
import io.tidegate.shell.internal.status.GatewayReports;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code rule:discard}: ends the session of a rule that nobody configures any more, with its messages. */
@Service
@Command(scope = "rule", name = "discard", description = "Ends the session of a rule that nobody configures any more, with its messages")
public final class RuleDiscard implements Action {
    @Argument(required = true, description = "Name of the rule that was, as rule:list shows it")
    @Completion(OrphanNames.class)
    private String name;

    @Reference
    private GatewayReports reports;

    @Reference
    private HubAccess hub;

    @Override
    public Object execute() throws Exception {
        String session = RuleRows.discardable(name, reports.rows());
        long messages = hub.discard(session);
        System.out.println("Discarded session " + session + "; " + messages + (messages == 1 ? " message" : " messages") + " went with it.");
        return null;
    }
}
