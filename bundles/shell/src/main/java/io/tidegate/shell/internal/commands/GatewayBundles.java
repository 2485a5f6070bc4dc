package io.tidegate.shell.internal.commands;

import io.tidegate.shell.internal.status.GatewayReports;
import io.tidegate.shell.internal.text.Info;
import io.tidegate.shell.internal.text.Listing;
import io.tidegate.shell.internal.text.Times;
import io.tidegate.status.StatusRow;
import java.time.Instant;
import java.util.Map;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gateway:bundles}: which content each of our bundles runs, where it came from, and what its last swap cost. */
@Service
@Command(scope = "gateway", name = "bundles", description = "Shows our bundles: running version, where from, last swap, last refusal")
public final class GatewayBundles implements Action {
    @Argument(description = "Only this bundle, all of it; io.tidegate. may be left out")
    @Completion(BundleNames.class)
    private String name;

    @Option(name = "--no-format", description = "One line a row, tabs between, no header; times as ISO 8601")
    private boolean noFormat;

    @Reference
    private GatewayReports reports;

    @Override
    public Object execute() throws Exception {
        Instant now = Instant.now();
        if (name != null) {
            Info.print(BundleRows.find(name, reports.rows()), now, new Info.Lines(System.out, noFormat));
        } else if (noFormat) {
            plain().print(System.out, true);
        } else {
            table(now).print(System.out, false);
        }
        return null;
    }

    private Listing table(Instant now) {
        Listing list = new Listing("Bundle io.tidegate.deploy is not there: nobody watches deploy/.",
                "BUNDLE", "VERSION", "STATE", "FROM", "SINCE", "LAST SWAP", "LAST REFUSAL");
        for (StatusRow row : BundleRows.of(reports.rows())) {
            Map<String, String> d = row.details();
            String swap = BundleRows.cost(d);
            String refusal = d.get("lastRefusal");
            list.row(row.name(), d.get("version"), row.state(), d.get("from"), ago(row, "contentSince", now),
                    swap.isEmpty() ? "" : ago(row, "lastSwap", now) + ": " + swap,
                    refusal == null ? "" : ago(row, "lastRefused", now) + ": " + refusal);
        }
        return list;
    }

    private static String ago(StatusRow row, String key, Instant now) {
        return Times.ago(BundleRows.time(row, key), now) + " ago";
    }

    private Listing plain() {
        Listing list = new Listing("", "");
        for (StatusRow row : BundleRows.of(reports.rows())) {
            Map<String, String> d = row.details();
            list.row(row.name(), d.get("version"), row.state(), d.get("from"), d.get("contentSince"), d.get("lastSwap"),
                    d.get("lastSwapGapMs"), d.get("lastSwapRedeliveries"), d.get("lastRefused"), d.get("lastRefusal"));
        }
        return list;
    }
}
