package io.tidegate.auth.file.internal;

import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What became of one configuration. Immutable.
 *
 * @param pid       full PID
 * @param username  whose it is, also when it is not acceptable
 * @param source    file it came from; empty when unknown
 * @param principal null: not acceptable, or its username is taken
 * @param reason    why it is not in force, or what of it was refused; empty when all is well
 * @param since     when that began
 * @param written   as it was configured
 */
record Entry(String pid, String username, String source, Principal principal, String reason, Instant since,
        Map<String, ?> written) {
    static Entry of(String pid, Map<String, ?> properties, Instant now) {
        String source = Optional.<Object>ofNullable(properties.get("tidegate.source"))
                .or(() -> Optional.ofNullable(properties.get("felix.fileinstall.filename"))).map(Object::toString).orElse("");
        String username = Principal.username(pid, properties);
        try {
            return new Entry(pid, username, source, Principal.parse(pid, properties), "", now, properties);
        } catch (Unacceptable e) {
            return new Entry(pid, username, source, null, e.getMessage(), now, properties);
        }
    }

    /** This, which goes on, saying what was refused. */
    Entry refusing(String sentence) {
        return new Entry(pid, username, source, principal, "new configuration refused: " + sentence, since, written);
    }

    /** Whether both mean the same in everything but time. */
    boolean saysTheSameAs(Entry other) {
        boolean samePrincipal = principal == null ? other.principal == null
                : other.principal != null && principal.sameAs(other.principal);
        return samePrincipal && username.equals(other.username) && reason.equals(other.reason) && source.equals(other.source);
    }

    /** The same configuration, not in force because another one has its username. */
    Entry takenBy(Entry other) {
        return new Entry(pid, username, source, null,
                "username = " + username + " in " + place() + " is already used by " + other.place(), since, written);
    }

    String place() {
        return source.isEmpty() ? pid : pid + " (" + source + ")";
    }

    StatusRow row() {
        Map<String, String> details = new LinkedHashMap<>();
        if (principal != null) {
            details.put("pub", text(principal.publish()));
            details.put("sub", text(principal.subscribe()));
        }
        if (!source.isEmpty()) {
            details.put(Status.DETAIL_SOURCE, source);
        }
        return StatusRow.of("principal", username, principal == null ? Status.FAILED : Status.RUNNING, since)
                .withReason(reason).withDetails(details).withPids(List.of(pid));
    }

    private static String text(List<?> filters) {
        return filters.isEmpty() ? "-" : filters.stream().map(Object::toString).collect(Collectors.joining(", "));
    }
}
