package io.tidegate.shell.internal.commands;

import io.tidegate.shell.internal.status.GatewayReports;
import io.tidegate.shell.internal.text.Listing;
import io.tidegate.shell.internal.text.Times;
import io.tidegate.status.StatusRow;
import java.time.Instant;
import java.util.Map;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code rule:list}: every rule and route, what it does, and why it does not where it does not. */
@Service
@Command(scope = "rule", name = "list", description = "Lists rules and routes")
public final class RuleList implements Action {
    @Option(name = "--no-format", description = "One line a row, tabs between, no header")
    private boolean noFormat;

    @Reference
    private GatewayReports reports;

    @Override
    public Object execute() {
        Listing list = new Listing("No rule is configured.", "RULE", "STATE", "SINCE", "SUBSCRIBE", "FUNCTION", "PUBLISH", "RECEIVED", "WAITING", "REASON");
        Instant now = Instant.now();
        for (StatusRow row : RuleRows.of(reports.rows())) {
            Map<String, String> d = row.details();
            list.row(row.name(), row.state(), noFormat ? row.since() : Times.ago(row.since(), now) + " ago", d.get("subscribe"),
                    row.kind().equals("route") ? "(route)" : d.get("function"), d.get("publish"), d.get("received"), d.get("waiting"), row.reason());
        }
        list.print(System.out, noFormat);
        return null;
    }
}
