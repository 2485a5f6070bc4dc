package io.tidegate.shell.internal.commands;

import io.tidegate.shell.internal.status.GatewayReports;
import io.tidegate.shell.internal.text.Listing;
import io.tidegate.shell.internal.text.Times;
import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import java.time.Instant;
import java.util.Map;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code function:list}: every function, its workers, and why it takes no calls where it takes none. */
@Service
@Command(scope = "function", name = "list", description = "Lists functions")
public final class FunctionList implements Action {
    @Option(name = "--no-format", description = "One line a row, tabs between, no header")
    private boolean noFormat;

    @Reference
    private GatewayReports reports;

    @Override
    public Object execute() {
        Listing list = new Listing("No function is configured.", "FUNCTION", "STATE", "SINCE", "RUNTIME", "HANDLER", "INSTANCES", "MAX", "CALLS",
                "FAILURES", "REASON");
        Instant now = Instant.now();
        for (StatusRow row : reports.rows("function")) {
            Map<String, String> d = row.details();
            list.row(row.name(), row.state(), noFormat ? row.since() : Times.ago(row.since(), now) + " ago", d.get("runtime"), d.get("handler"),
                    d.get(Status.DETAIL_INSTANCES), d.get("max"), d.get("calls"), d.get("failures"), row.reason());
        }
        list.print(System.out, noFormat);
        return null;
    }
}
