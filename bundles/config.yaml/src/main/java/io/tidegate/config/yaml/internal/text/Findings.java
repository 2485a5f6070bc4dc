package io.tidegate.config.yaml.internal.text;

import io.tidegate.config.Problem;
import io.tidegate.config.Problem.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What was found while reading one thing, told also to the thing that it is part of: a rule's errors are its service's and
 * the tree's too, but not its neighbour's. Owned by the reading thread.
 */
public final class Findings {
    private final List<Problem> problems = new ArrayList<>();
    private final Findings parent;
    private final String pid;

    private Findings(Findings parent, String pid) {
        this.parent = parent;
        this.pid = pid;
    }

    /** For a whole tree. */
    public static Findings root() {
        return new Findings(null, "");
    }

    /** For a part that has no PID of its own. */
    public Findings part() {
        return new Findings(this, pid);
    }

    /** For a part that becomes that configuration. */
    public Findings part(String partPid) {
        return new Findings(this, partPid);
    }

    public void error(Place place, String key, String message) {
        add(new Problem(Severity.ERROR, place.toString(), pid, key, message));
    }

    public void warning(Place place, String key, String message) {
        add(new Problem(Severity.WARNING, place.toString(), pid, key, message));
    }

    public void note(Place place, String key, String message) {
        add(new Problem(Severity.NOTE, place.toString(), pid, key, message));
    }

    public void add(Problem problem) {
        problems.add(Objects.requireNonNull(problem));
        if (parent != null) {
            parent.add(problem);
        }
    }

    public List<Problem> all() {
        return List.copyOf(problems);
    }

    /** The first error as a sentence with its place. */
    public Optional<String> firstError() {
        return problems.stream().filter(p -> p.severity() == Severity.ERROR).findFirst().map(Findings::sentence);
    }

    public boolean hasErrors() {
        return firstError().isPresent();
    }

    /** {@code FILE:LINE: key: what is wrong}. */
    public static String sentence(Problem problem) {
        String place = problem.source().isEmpty() ? problem.pid() : problem.source();
        String key = problem.key().isEmpty() ? "" : problem.key() + ": ";
        return (place.isEmpty() ? "" : place + ": ") + key + problem.message();
    }
}
