package io.tidegate.shell.internal.status;

import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * One service of application.yml as {@code docker ps} would show it: its own row joined with the rows of the
 * configurations that it became.
 *
 * @param name      as in application.yml
 * @param image     as written
 * @param state     the worst of its own and its parts'
 * @param since     since when it is in that state
 * @param ports     as opened, else as written
 * @param instances workers of its functions; 1 for the hub or the function manager while it runs
 * @param reason    why it is not well; empty when it is
 */
public record ServiceLine(String name, String image, String state, Instant since, String ports, int instances, String reason) {
    private static final String FUNCTION_PID = "io.tidegate.function~";

    /** @param all every row there is; those that share a PID with the service are its parts */
    public static ServiceLine join(StatusRow service, List<StatusRow> all) {
        List<StatusRow> parts = partsOf(service, all);
        List<StatusRow> candidates = new ArrayList<>(parts);
        candidates.add(0, service);
        StatusRow worst = States.worst(candidates).orElse(service);
        boolean deciding = worst != service && !States.isWell(worst);
        StatusRow shown = deciding ? worst : service;
        String reason = deciding ? worst.kind() + " " + worst.name() + sentence(worst.reason()) : service.reason();
        return new ServiceLine(service.name(), service.details().getOrDefault(Status.DETAIL_IMAGE, ""), shown.state(),
                shown.since(), ports(service, parts), instances(service, parts), reason);
    }

    /** The rows of the configurations that a service became. */
    static List<StatusRow> partsOf(StatusRow service, List<StatusRow> all) {
        return all.stream().filter(row -> row != service && !row.kind().equals("service") && !row.kind().equals("worker"))
                .filter(row -> row.pids().stream().anyMatch(service.pids()::contains)).toList();
    }

    private static String sentence(String reason) {
        return reason.isEmpty() ? "" : ": " + reason;
    }

    private static String ports(StatusRow service, List<StatusRow> parts) {
        String opened = parts.stream().filter(row -> row.kind().equals("listener"))
                .map(row -> row.details().get(Status.DETAIL_PORTS)).filter(Objects::nonNull).filter(p -> !p.isEmpty())
                .collect(Collectors.joining(", "));
        return opened.isEmpty() ? service.details().getOrDefault(Status.DETAIL_PORTS, "") : opened;
    }

    private static int instances(StatusRow service, List<StatusRow> parts) {
        List<StatusRow> functions = parts.stream().filter(row -> row.kind().equals("function")).toList();
        if (!functions.isEmpty()) {
            return functions.stream().mapToInt(row -> number(row.details().get(Status.DETAIL_INSTANCES))).sum();
        }
        String own = service.details().get(Status.DETAIL_INSTANCES);
        if (own != null) {
            return number(own);
        }
        if (service.pids().isEmpty()) {
            return 0; // nothing became of it
        }
        boolean runsFunctions = service.pids().stream().anyMatch(pid -> pid.startsWith(FUNCTION_PID));
        return runsFunctions || service.state().equals(Status.UNSUPPORTED) || service.state().equals(Status.FAILED) ? 0 : 1;
    }

    private static int number(String text) {
        try {
            return text == null ? 0 : Integer.parseInt(text.strip());
        } catch (NumberFormatException notANumber) {
            return 0;
        }
    }
}
