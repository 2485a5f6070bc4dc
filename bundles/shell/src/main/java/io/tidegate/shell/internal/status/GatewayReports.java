package io.tidegate.shell.internal.status;

import io.tidegate.status.StatusRow;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
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
        return Report.of(property("tidegate.version", context.getBundle().getVersion().toString()),
                property("tidegate.dir", property("karaf.base", "?")),
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()), Instant.now(), rows());
    }

    /** Every row there is, by kind and name. */
    public List<StatusRow> rows() {
        List<StatusRow> rows = new ArrayList<>(board.rows());
        faults.rows().stream().filter(fault -> rows.stream().noneMatch(row -> sameThing(row, fault))).toList().forEach(rows::add);
        rows.sort(Comparator.comparing(StatusRow::kind).thenComparing(StatusRow::name));
        return rows;
    }

    /** The rows of one kind, by name. */
    public List<StatusRow> rows(String kind) {
        return rows().stream().filter(row -> row.kind().equals(kind)).toList();
    }

    /** A framework property, as {@code bin/tidegate} set it. */
    public String property(String name, String otherwise) {
        String value = context.getProperty(name);
        return value == null || value.isEmpty() ? otherwise : value;
    }

    /** What a thing says of itself is more than what the framework says of it; a bundle's row only while it is not well either. */
    private static boolean sameThing(StatusRow row, StatusRow fault) {
        boolean samePid = !fault.pids().isEmpty() && row.kind().equals(fault.kind()) && row.pids().containsAll(fault.pids());
        return samePid || row.kind().equals(fault.kind()) && row.name().equals(fault.name()) && !States.isWell(row);
    }
}
