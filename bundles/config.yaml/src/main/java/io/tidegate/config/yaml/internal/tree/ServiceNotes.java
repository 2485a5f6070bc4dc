package io.tidegate.config.yaml.internal.tree;

import io.tidegate.config.yaml.internal.text.Findings;
import io.tidegate.config.yaml.internal.text.Refused;
import io.tidegate.status.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What is learnt about one service of application.yml while the tree is read, until it becomes the service's row. Owned by the reading thread. */
final class ServiceNotes {
    private final Service service;
    private final List<String> remarks = new ArrayList<>();
    private List<String> pids = List.of();
    private String state = Status.RUNNING;
    private String reason = "";

    ServiceNotes(Service service, Findings findings) {
        this.service = service;
        findings.firstError().ifPresent(error -> set(Status.FAILED, error));
    }

    boolean isOf(Service other) {
        return service == other;
    }

    /** Sentences about parts of it that are not run. */
    List<String> remarks() {
        return remarks;
    }

    void unsupported(String sentence) {
        set(Status.UNSUPPORTED, sentence);
    }

    void stopped(String sentence) {
        set("STOPPED", sentence);
    }

    void failed(Refused refused) {
        set(Status.FAILED, Findings.clean(refused.place() + ": " + refused.getMessage()));
    }

    void pids(List<String> those) {
        pids = those;
    }

    /** Runs the reading of its file: an error in it is the service's reason, and it FAILED when nothing came of it. */
    <T> T watch(Findings file, Supplier<T> reading, Supplier<List<String>> became) {
        T result = reading.get();
        pids = became.get();
        file.firstError().ifPresent(error -> set(pids.isEmpty() ? Status.FAILED : Status.RUNNING, error));
        return result;
    }

    private void set(String newState, String newReason) {
        state = newState;
        reason = newReason;
    }

    Row row() {
        Map<String, String> details = new LinkedHashMap<>();
        details.put(Status.DETAIL_IMAGE, service.imageText());
        details.put(Status.DETAIL_PORTS, service.portsText());
        details.put(Status.DETAIL_SOURCE, service.place().toString());
        details.put("replica", Integer.toString(Math.max(0, service.replica())));
        List<String> why = new ArrayList<>(remarks);
        if (!reason.isEmpty()) {
            why.add(0, reason);
        }
        return new Row("service", service.name(), state, String.join("; ", why), details, pids);
    }
}
