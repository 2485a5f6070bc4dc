package io.tidegate.shell.internal.check;

import io.tidegate.config.ConfigurationCheck;
import io.tidegate.config.ProposalReader;
import io.tidegate.shell.internal.text.Refusal;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Has proposals read and judged, for commands. Dynamic references: readers and checks of bundles that are swapped go and return. Any thread. */
@Component(service = Proposals.class)
public final class Proposals {
    private final ConfigurationAdmin admin;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile ProposalReader reader;

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    volatile List<ConfigurationCheck> checks = List.of();

    @Activate
    public Proposals(@Reference ConfigurationAdmin admin) {
        this.admin = Objects.requireNonNull(admin);
    }

    /**
     * Judges a proposal and prints what is to be said; nothing is applied.
     *
     * @param changes whether to say what would be different from what runs
     * @throws Refusal when it has errors, or when nobody is there to read or judge it
     */
    public void check(Path path, boolean changes, PrintStream out) throws Refusal {
        ProposalReader reading = reader;
        List<ConfigurationCheck> asked = checks == null ? List.of() : List.copyOf(checks);
        if (reading == null || asked.isEmpty()) {
            throw new Refusal(reading == null ? "nobody reads configurations: bundle io.tidegate.config.yaml is not running"
                    : "nobody judges configurations: no bundle with a check is running");
        }
        Judgement judgement = Judgement.of(reading.read(path), RunningReader.read(admin), Scope.of(path), asked);
        JudgementText.problems(judgement, out);
        if (changes) {
            JudgementText.changes(judgement, out);
        }
        if (judgement.hasErrors()) {
            throw new Refusal(JudgementText.counts(judgement) + " in " + path);
        }
        out.println("OK " + path + ": " + JudgementText.things(judgement) + "; " + JudgementText.counts(judgement));
    }
}
