package io.tidegate.config.yaml.internal.apply;

import io.tidegate.config.ConfigurationCheck;
import io.tidegate.config.Problem;
import io.tidegate.config.ProposedConfiguration;
import io.tidegate.config.ProposedConfiguration.Entry;
import io.tidegate.config.yaml.internal.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks every provider's check about a whole set before it is applied. Immutable; called on the look's thread. */
final class Judges {
    private static final Logger LOG = LoggerFactory.getLogger(Judges.class);

    private final Supplier<List<ConfigurationCheck>> checks;

    Judges(Supplier<List<ConfigurationCheck>> checks) {
        this.checks = checks;
    }

    /** What the checks say against the tree's own entries. The operator's, and what goes on as it was, are in the set, but not judged here. */
    List<Problem> judge(Tree tree, Held held) {
        List<Entry> all = new ArrayList<>(held.operatorsEntries());
        tree.entries().stream().filter(e -> held.operators(e).isEmpty()).forEach(all::add);
        held.marked().stream().filter(pid -> all.stream().noneMatch(e -> e.pid().equals(pid)))
                .filter(pid -> tree.keeps(pid, held.source(pid))).forEach(pid -> all.add(held.entry(pid)));
        ProposedConfiguration proposed = new ProposedConfiguration(all, tree.problems());
        List<Problem> problems = new ArrayList<>();
        for (ConfigurationCheck check : checks.get()) {
            try {
                problems.addAll(check.check(proposed));
            } catch (RuntimeException e) {
                LOG.error("check failed, this is a bug: check={}", check.getClass().getName(), e);
            }
        }
        List<String> own = tree.entries().stream().filter(e -> held.operators(e).isEmpty()).map(Entry::pid).toList();
        return problems.stream().filter(p -> own.contains(p.pid())).toList();
    }
}
