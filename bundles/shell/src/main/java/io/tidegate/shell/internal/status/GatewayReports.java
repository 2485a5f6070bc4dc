package io.tidegate.shell.internal.status;

import io.tidegate.status.StatusRow;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** Makes {@link Report}s of what the status sources, the framework and Declarative Services say. Any thread. */
@Component(service = GatewayReports.class)
public final class GatewayReports {
    private final BundleContext context;
    private final StatusBoard board;
    private final BundleFaults faults;

    @Activate
    public GatewayReports(BundleContext context, @Reference StatusBoard board, @Reference ServiceComponentRuntime components) {
        this.context = Objects.requireNonNull(context);
        this.board = Objects.requireNonNull(board);
        this.faults = new BundleFaults(context, components);
    }

    public Report report() {
        List<StatusRow> rows = new ArrayList<>(board.rows());
        faults.rows().stream().filter(fault -> rows.stream().noneMatch(row -> sameThing(row, fault))).toList().forEach(rows::add);
        return Report.of(property("tidegate.version", context.getBundle().getVersion().toString()),
                property("tidegate.dir", property("karaf.base", "?")),
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()), Instant.now(), rows);
    }

    /** A framework property, as {@code bin/tidegate} set it. */
    public String property(String name, String otherwise) {
        String value = context.getProperty(name);
        return value == null || value.isEmpty() ? otherwise : value;
    }

    /** Deploy's own row of a bundle says more than the framework's, as long as it is not well either. */
    private static boolean sameThing(StatusRow row, StatusRow fault) {
        return row.kind().equals(fault.kind()) && row.name().equals(fault.name()) && !States.isWell(row);
    }
}
