package io.tidegate.shell.internal.commands;

import io.tidegate.shell.internal.status.GatewayReports;
import io.tidegate.shell.internal.text.Info;
import java.time.Instant;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code rule:info}: everything that one rule or route says of itself. */
@Service
@Command(scope = "rule", name = "info", description = "Shows all of one rule")
public final class RuleInfo implements Action {
    @Argument(required = true, description = "Name of the rule: its clientid")
    @Completion(RuleNames.class)
    private String name;

    @Option(name = "--no-format", description = "One line a key, a tab between; times as ISO 8601")
    private boolean noFormat;

    @Reference
    private GatewayReports reports;

    @Override
    public Object execute() throws Exception {
        Info.print(Info.find("rule", name, RuleRows.of(reports.rows())), Instant.now(), new Info.Lines(System.out, noFormat));
        return null;
    }
}
