package io.tidegate.shell.internal.commands;

import io.tidegate.shell.internal.status.GatewayReports;
import io.tidegate.shell.internal.status.Report;
import io.tidegate.shell.internal.status.ReportJson;
import io.tidegate.shell.internal.status.ReportText;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gateway:status}: what runs, and whatever does not, with the reason. */
@Service
@Command(scope = "gateway", name = "status", description = "Shows what runs, and what does not and why")
public final class GatewayStatus implements Action {
    @Option(name = "--json", description = "Print everything as JSON")
    private boolean json;

    @Option(name = "--no-format", description = "One line a row, tabs between, no header")
    private boolean noFormat;

    @Reference
    private GatewayReports reports;

    @Override
    public Object execute() {
        Report report = reports.report();
        if (json) {
            System.out.println(ReportJson.of(report));
        } else {
            ReportText.print(report, System.out, noFormat);
        }
        return null;
    }
}
