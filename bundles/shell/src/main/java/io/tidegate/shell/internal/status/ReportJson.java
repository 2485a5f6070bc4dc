package io.tidegate.shell.internal.status;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.tidegate.status.StatusRow;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** A {@link Report} as JSON; the shape is a promise to scripts: members are added, never renamed. Times are ISO 8601 in UTC. */
public final class ReportJson {
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private ReportJson() {
    }

    public static String of(Report report) {
        return GSON.toJson(new Document(report.version(), report.directory(), report.upSince().toString(),
                report.now().truncatedTo(ChronoUnit.MILLIS).toString(),
                report.services().stream().map(ReportJson::service).toList(), report.rows().stream().map(ReportJson::row).toList(),
                report.notWell().stream().map(ReportJson::row).toList()));
    }

    private static Service service(ServiceLine s) {
        return new Service(s.name(), s.image(), s.state(), s.since().toString(), s.ports(), s.instances(), s.reason());
    }

    private static Row row(StatusRow row) {
        return new Row(row.kind(), row.name(), row.state(), row.since().toString(), row.reason(), row.details(), row.pids());
    }

    private record Document(String version, String directory, String upSince, String now, List<Service> services, List<Row> rows,
            List<Row> notWell) {
    }

    private record Service(String name, String image, String state, String since, String ports, int instances, String reason) {
    }

    private record Row(String kind, String name, String state, String since, String reason, Map<String, String> details,
            List<String> pids) {
    }
}
