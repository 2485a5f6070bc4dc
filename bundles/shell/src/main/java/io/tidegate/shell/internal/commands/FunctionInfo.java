package io.tidegate.shell.internal.commands;

import io.tidegate.shell.internal.status.GatewayReports;
import io.tidegate.shell.internal.text.Info;
import io.tidegate.shell.internal.text.Listing;
import io.tidegate.shell.internal.text.Times;
import java.time.Instant;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code function:info}: everything that one function says of itself, and its workers. */
@Service
@Command(scope = "function", name = "info", description = "Shows all of one function and its workers")
public final class FunctionInfo implements Action {
    @Argument(required = true, description = "Name of the function")
    @Completion(FunctionNames.class)
    private String name;

    @Option(name = "--no-format", description = "One line a key, a tab between; times as ISO 8601")
    private boolean noFormat;

    @Reference
    private GatewayReports reports;

    @Override
    public Object execute() throws Exception {
        Instant now = Instant.now();
        Info.print(Info.find("function", name, reports.rows("function")), now, new Info.Lines(System.out, noFormat));
        Listing workers = new Listing("no worker now", "WORKER", "PID", "STATE", "SINCE", "CALLS", "WHY");
        reports.rows("worker").stream().filter(w -> name.equals(w.details().get("function"))).forEach(w -> workers.row(w.name(),
                w.details().get("pid"), w.state(), Times.ago(w.since(), now) + " ago", w.details().get("calls"), w.details().get("why")));
        if (noFormat) {
            workers.print(System.out, true);
        } else {
            System.out.println();
            workers.printColumns(System.out);
        }
        return null;
    }
}
