package io.tidegate.shell.internal.status;

import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** What OSGi itself says of our bundles and components: those that are not active, and why. Any thread. */
final class BundleFaults {
    private static final String OURS = "io.tidegate.";
    private static final Pattern THING = Pattern.compile("io\\.tidegate\\.(listener|principal|rule|route|function)~(.+)");
    /** Keys under which things have their names; else it is the NAME of the PID. */
    private static final List<String> NAMES = List.of("clientid", "username", "name");
    private final BundleContext context;
    private final ServiceComponentRuntime components;
    /** When each fault was first seen, for nobody else remembers it; replaced as a whole by every look. */
    private volatile Map<String, Instant> seen = Map.of();

    BundleFaults(BundleContext context, ServiceComponentRuntime components) {
        this.context = context;
        this.components = components;
    }

    /** One row per bundle that does not run and per component that failed or waits. */
    List<StatusRow> rows() {
        List<StatusRow> rows = new ArrayList<>();
        Bundle[] ours = Arrays.stream(context.getBundles()).filter(BundleFaults::isOurs).toArray(Bundle[]::new);
        for (Bundle bundle : ours) {
            if (bundle.getState() != Bundle.ACTIVE) {
                rows.add(bundleRow(bundle));
            }
        }
        for (ComponentDescriptionDTO description : components.getComponentDescriptionDTOs(ours)) {
            components.getComponentConfigurationDTOs(description).forEach(c -> addComponent(rows, c));
        }
        return dated(rows);
    }

    /** Gives each component's fault the time at which it was first seen. */
    private List<StatusRow> dated(List<StatusRow> rows) {
        Map<String, Instant> before = seen;
        Map<String, Instant> now = new HashMap<>();
        List<StatusRow> dated = new ArrayList<>();
        for (StatusRow row : rows) {
            Instant since = row.kind().equals("bundle") ? row.since() : before.getOrDefault(row.toString(), row.since());
            now.put(row.toString(), since);
            dated.add(StatusRow.of(row.kind(), row.name(), row.state(), since).withReason(row.reason()).withPids(row.pids()));
        }
        seen = Map.copyOf(now);
        return dated;
    }

    private static boolean isOurs(Bundle bundle) {
        boolean fragment = bundle.getHeaders().get("Fragment-Host") != null;
        return bundle.getSymbolicName() != null && bundle.getSymbolicName().startsWith(OURS) && !fragment;
    }

    private static StatusRow bundleRow(Bundle bundle) {
        String state = bundle.getState() == Bundle.STARTING ? Status.STARTING : Status.FAILED;
        String reason = switch (bundle.getState()) {
            case Bundle.INSTALLED -> "what it requires is not there: bundle:diag " + bundle.getBundleId() + " says what";
            case Bundle.RESOLVED -> "it is stopped: bundle:start " + bundle.getBundleId();
            case Bundle.STOPPING -> "it is stopping";
            case Bundle.STARTING -> "it is starting";
            default -> "it is being uninstalled";
        };
        return StatusRow.of("bundle", bundle.getSymbolicName(), state, Instant.ofEpochMilli(bundle.getLastModified())).withReason(reason);
    }

    private static void addComponent(List<StatusRow> rows, ComponentConfigurationDTO c) {
        String state = c.failure != null ? Status.FAILED : Status.WAITING;
        String reason = c.failure != null ? firstLine(c.failure)
                : "it waits for " + Arrays.stream(c.unsatisfiedReferences).map(BundleFaults::reference).collect(Collectors.joining(", "));
        if (c.failure != null || c.unsatisfiedReferences.length > 0) {
            rows.add(componentRow(c, state).withReason(reason));
        }
    }

    /** A component of a configured thing is that thing to an operator: it has the thing's kind and name. */
    private static StatusRow componentRow(ComponentConfigurationDTO c, String state) {
        Object pid = c.properties.get("service.pid");
        Matcher thing = THING.matcher(pid instanceof String text ? text : "");
        if (!thing.matches()) {
            return StatusRow.of("component", c.description.name + (pid == null ? "" : " " + pid), state, Instant.now());
        }
        Object name = NAMES.stream().map(c.properties::get).filter(Objects::nonNull).findFirst().orElse(thing.group(2));
        return StatusRow.of(thing.group(1), name.toString(), state, Instant.now()).withPids(List.of(pid.toString()));
    }

    private static String reference(UnsatisfiedReferenceDTO reference) {
        return reference.name + (reference.target == null || reference.target.isEmpty() ? "" : " " + reference.target);
    }

    /** The message of the innermost cause in a stack trace's text, else its first line. */
    static String firstLine(String failure) {
        String cause = Arrays.stream(failure.split("\n")).filter(line -> line.startsWith("Caused by: "))
                .reduce((first, last) -> last).map(line -> line.substring("Caused by: ".length())).orElse(failure.split("\n", 2)[0]);
        return cause.strip().replaceFirst("^(?:[\\w$]+\\.)+([\\w$]+(?:Exception|Error)): ", "");
    }
}
