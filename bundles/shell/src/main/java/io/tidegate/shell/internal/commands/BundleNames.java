package io.tidegate.shell.internal.commands;

import io.tidegate.shell.internal.status.GatewayReports;
import io.tidegate.status.StatusRow;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Completes the names of our bundles. */
@Service
public final class BundleNames implements Completer {
    @Reference
    private GatewayReports reports;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        List<String> names = BundleRows.of(reports.rows()).stream().map(StatusRow::name).toList();
        return new StringsCompleter(names).complete(session, commandLine, candidates);
    }
}
