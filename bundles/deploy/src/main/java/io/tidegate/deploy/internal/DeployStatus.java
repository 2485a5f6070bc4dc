package io.tidegate.deploy.internal;

import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rows of our bundles and of files that nobody takes. Any thread. */
final class DeployStatus {
    private final DeployDirectory directory;
    private final Fleet fleet;
    private final Memory memory;
    private final Findings findings;
    private final Redeliveries redeliveries;

    DeployStatus(DeployDirectory directory, Fleet fleet, Memory memory, Findings findings, Redeliveries redeliveries) {
        this.directory = directory;
        this.fleet = fleet;
        this.memory = memory;
        this.findings = findings;
        this.redeliveries = redeliveries;
    }

    List<StatusRow> rows() {
        List<StatusRow> rows = new ArrayList<>();
        fleet.all().forEach(bundle -> rows.add(row(bundle)));
        findings.files().forEach((file, finding) -> rows.add(StatusRow.of("file", directory.shown(file), Status.FAILED, finding.since())
                .withReason(finding.sentence())));
        return rows;
    }

    private StatusRow row(Installed bundle) {
        String name = bundle.symbolicName();
        Map<String, String> details = new LinkedHashMap<>();
        details.put("version", bundle.version());
        details.put("from", memory.from(name).map(directory::shown).orElse(Memory.SHIPPED));
        details.put("contentSince", bundle.changed().toString());
        findings.swap(name).ifPresent(swap -> {
            details.put("lastSwap", swap.when().toString());
            details.put("lastSwapGapMs", String.valueOf(swap.gapMillis()));
            details.put("lastSwapRedeliveries", String.valueOf(redeliveries.of(name).orElse(0)));
        });
        findings.lastRefusal(name).ifPresent(refusal -> {
            details.put("lastRefused", refusal.since().toString());
            details.put("lastRefusal", refusal.sentence());
        });
        return state(bundle, findings.bundle(name)).withDetails(details);
    }

    private StatusRow state(Installed bundle, Optional<Findings.Finding> refusal) {
        String name = bundle.symbolicName();
        Optional<Findings.Finding> trial = findings.trial(name);
        if (trial.isPresent()) {
            return StatusRow.of("bundle", name, Status.STARTING, trial.get().since()).withReason(trial.get().sentence());
        }
        if (refusal.isPresent()) {
            return StatusRow.of("bundle", name, Status.FAILED, refusal.get().since()).withReason(refusal.get().sentence());
        }
        if (bundle.isActive()) {
            return StatusRow.of("bundle", name, Status.RUNNING, bundle.changed()).withReason(findings.rivals(name));
        }
        boolean shouldRun = bundle.shouldRun();
        return StatusRow.of("bundle", name, shouldRun ? Status.FAILED : Status.WAITING, bundle.changed())
                .withReason(shouldRun ? "it is not active" : "it is stopped");
    }
}
