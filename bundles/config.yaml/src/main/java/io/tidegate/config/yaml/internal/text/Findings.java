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
    private static final int MAX_MESSAGE = 1000;

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
        add(problem(Severity.ERROR, place, key, message));
    }

    public void warning(Place place, String key, String message) {
        add(problem(Severity.WARNING, place, key, message));
    }

    public void note(Place place, String key, String message) {
        add(problem(Severity.NOTE, place, key, message));
    }

    /** Values from files end up in the log and on terminals: control characters are escaped, and what is very long is cut. */
    public static String clean(String message) {
        StringBuilder clean = new StringBuilder();
        message.codePoints().limit(MAX_MESSAGE).forEach(c -> {
            if (Character.isISOControl(c)) {
                clean.append("\\u%04x".formatted(c));
            } else {
                clean.appendCodePoint(c);
            }
        });
        return message.length() > MAX_MESSAGE ? clean + "…" : clean.toString();
    }

    private Problem problem(Severity severity, Place place, String key, String message) {
        return new Problem(severity, place.toString(), pid, clean(key), clean(message));
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
