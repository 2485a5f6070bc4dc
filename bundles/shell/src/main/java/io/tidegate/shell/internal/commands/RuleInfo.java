package io.tidegate.shell.internal.commands;

import io.tidegate.shell.internal.status.GatewayReports;
import io.tidegate.shell.internal.text.Info;
import io.tidegate.status.StatusRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code rule:info}: everything that one rule or route says of itself. */
@Service
@Command(scope = "rule", name = "info", description = "Shows all of one rule")
public final class RuleInfo implements Action {
    @Argument(required = true, description = "Name of the rule: its clientid")
    @Completion(RuleNames.class)
    private String name;

    @Reference
    private GatewayReports reports;

    @Override
    public Object execute() throws Exception {
        List<StatusRow> rows = new ArrayList<>(reports.rows("rule"));
        rows.addAll(reports.rows("route"));
        Info.print(Info.find("rule", name, rows), Instant.now(), System.out);
        return null;
    }
}
