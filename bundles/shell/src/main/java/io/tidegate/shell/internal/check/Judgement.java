package io.tidegate.shell.internal.check;

import io.tidegate.config.ConfigurationCheck;
import io.tidegate.config.Problem;
import io.tidegate.config.Problem.Severity;
import io.tidegate.config.ProposedConfiguration;
import io.tidegate.config.ProposedConfiguration.Entry;
import io.tidegate.shell.internal.check.Running.Origin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is to be said of a proposal. Immutable.
 *
 * @param proposed what it would make, without what has an error
 * @param problems everything that reading it and asking the checks found, errors first
 * @param changes  what would be different from what runs
 */
record Judgement(List<Entry> proposed, List<Problem> problems, List<Change> changes) {
    /** Key by which the reader of a tree hands on its verdict on a thing. */
    private static final String FAILED = "failed";

    /** @param scope which of what runs the proposal replaces; the rest is judged with it, but not spoken of */
    static Judgement of(ProposedConfiguration proposal, List<Running> running, Predicate<Running> scope, List<ConfigurationCheck> checks) {
        List<Running> stays = running.stream().filter(scope.negate()).toList();
        Set<Problem> problems = new LinkedHashSet<>(proposal.problems());
        List<Entry> wanted = new ArrayList<>();
        for (Entry entry : proposal.entries().values()) {
            Running winner = entry.properties().containsKey(RunningReader.TREE_MARK) ? winner(entry, stays) : null;
            if (winner == null) {
                wanted.add(entry);
            } else {
                problems.add(new Problem(Severity.NOTE, entry.source(), entry.pid(), "", "is overridden by " + winner.source()));
            }
        }
        wanted.stream().filter(e -> e.properties().containsKey(FAILED)).map(e -> new Problem(Severity.ERROR, e.source(), e.pid(), "",
                Names.kind(e.pid()) + " " + Names.of(e.pid(), e.properties()) + " would not run: " + e.properties().get(FAILED))).forEach(problems::add);
        List<Entry> whole = new ArrayList<>(); // what runs first: it keeps what both want
        stays.stream().filter(r -> wanted.stream().noneMatch(e -> e.pid().equals(r.pid())))
                .map(r -> new Entry(r.pid(), r.properties(), r.source(), java.util.Map.of())).forEach(whole::add);
        whole.addAll(wanted);
        Set<String> own = wanted.stream().map(Entry::pid).collect(Collectors.toSet());
        ProposedConfiguration all = new ProposedConfiguration(whole, proposal.problems());
        for (ConfigurationCheck check : checks) {
            asked(check, all).stream().filter(p -> own.contains(p.pid())).map(p -> openOrSame(p, all)).forEach(problems::add);
        }
        Set<String> refused = problems.stream().filter(p -> p.severity() == Severity.ERROR).map(Problem::pid).collect(Collectors.toSet());
        List<Entry> good = wanted.stream().filter(e -> !refused.contains(e.pid())).toList();
        List<Problem> sorted = problems.stream().sorted(Comparator.comparing(Problem::severity)).toList();
        return new Judgement(good, sorted, Change.between(running.stream().filter(scope).toList(), good, sorted));
    }

    /** The operator's own configuration of a thing of the tree: it stays and wins. */
    private static Running winner(Entry entry, List<Running> stays) {
        String name = Names.of(entry.pid(), entry.properties());
        return stays.stream().filter(r -> r.origin() != Origin.TREE && Names.factory(r.pid()).equals(Names.factory(entry.pid()))
                && Names.of(r.pid(), r.properties()).equals(name)).findFirst().orElse(null);
    }

    private static List<Problem> asked(ConfigurationCheck check, ProposedConfiguration all) {
        try {
            return check.check(all);
        } catch (RuntimeException e) {
            return all.entries().values().stream().findFirst().map(entry -> new Problem(Severity.ERROR, "", entry.pid(), "",
                    "the check " + check.getClass().getName() + " failed, this is a bug: " + e)).stream().toList();
        }
    }

    /** A value that is filled in when it reaches its component cannot be judged before. */
    private static Problem openOrSame(Problem problem, ProposedConfiguration all) {
        Object value = all.entries().get(problem.pid()).properties().get(problem.key());
        return value == null || !value.toString().contains("$[") ? problem : new Problem(Severity.NOTE, problem.source(), problem.pid(),
                problem.key(), "is filled in at run time, so it is not judged here");
    }

    boolean hasErrors() {
        return count(Severity.ERROR) > 0;
    }

    long count(Severity severity) {
        return problems.stream().filter(p -> p.severity() == severity).count();
    }
}
