package io.tidegate.config.yaml.internal.apply;

import io.tidegate.config.ConfigurationCheck;
import io.tidegate.config.Problem;
import io.tidegate.config.Problem.Severity;
import io.tidegate.config.ProposedConfiguration;
import io.tidegate.config.ProposedConfiguration.Entry;
import io.tidegate.config.yaml.internal.tree.Tree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks every provider's check about a whole set. Owned by the look's thread. */
final class Judges {
    private static final Logger LOG = LoggerFactory.getLogger(Judges.class);

    private final Supplier<List<ConfigurationCheck>> checks;
    private List<ConfigurationCheck> asked = List.of();
    private List<Problem> ofEtc = List.of();
    /** Said once for as long as they fail: there are three looks a second. */
    private final Set<String> failing = new HashSet<>();

    Judges(Supplier<List<ConfigurationCheck>> checks) {
        this.checks = checks;
    }

    /** Whether others would be asked now than last time: a provider has come, or was swapped. */
    boolean areOthers() {
        return !Set.copyOf(checks.get()).equals(Set.copyOf(asked));
    }

    /** What the checks say against the tree's own entries. The operator's, and what goes on as it was, are in the set, but not judged here. */
    List<Problem> judge(Tree tree, Held held, EtcFiles etc) {
        List<Entry> all = new ArrayList<>(etc.inOrder(held.operatorsEntries()));
        tree.entries().stream().filter(e -> held.operators(e).isEmpty()).forEach(all::add);
        held.marked().stream().filter(pid -> all.stream().noneMatch(e -> e.pid().equals(pid)))
                .filter(pid -> tree.keeps(pid, held.source(pid))).forEach(pid -> all.add(held.entry(pid)));
        List<String> own = tree.entries().stream().filter(e -> held.operators(e).isEmpty()).map(Entry::pid).toList();
        return ask(new ProposedConfiguration(all, tree.problems())).stream().filter(p -> own.contains(p.pid())).toList();
    }

    /** Errors that the checks find in the operator's files, beside everything else that is there; those of before while files are still being applied. */
    List<Problem> judge(Held held, EtcFiles etc) {
        asked = List.copyOf(checks.get());
        List<Entry> operators = held.operatorsEntries();
        if (!etc.haveArrived(operators)) {
            return ofEtc;
        }
        List<Entry> all = new ArrayList<>(etc.inOrder(operators));
        held.marked().stream().map(held::entry).forEach(all::add);
        ofEtc = ask(new ProposedConfiguration(all, List.of())).stream()
                .filter(p -> p.severity() == Severity.ERROR && etc.wrote(p.pid())).toList();
        return ofEtc;
    }

    private List<Problem> ask(ProposedConfiguration proposed) {
        asked = List.copyOf(checks.get());
        List<Problem> problems = new ArrayList<>();
        for (ConfigurationCheck check : asked) {
            try {
                problems.addAll(check.check(proposed));
                failing.remove(check.getClass().getName());
            } catch (RuntimeException | LinkageError e) { // an Error where its bundle is being swapped
                if (failing.add(check.getClass().getName())) {
                    LOG.error("check failed, this is a bug: check={}", check.getClass().getName(), e);
                }
            }
        }
        return problems;
    }
}
