package io.tidegate.shell.internal.check;

import io.tidegate.config.Problem;
import io.tidegate.config.Problem.Severity;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints a {@link Judgement}. Pure but for the stream. */
final class JudgementText {
    private JudgementText() {
    }

    static void problems(Judgement judgement, PrintStream out) {
        for (Problem problem : judgement.problems()) {
            String place = problem.source().isEmpty() ? problem.pid() : problem.source();
            String key = problem.key().isEmpty() || problem.message().startsWith(problem.key()) ? "" : problem.key() + ": ";
            line(out, "%-8s %s%s%s".formatted(problem.severity(), place.isEmpty() ? "" : place + ": ", key, problem.message()));
        }
    }

    static void changes(Judgement judgement, PrintStream out) {
        if (judgement.changes().isEmpty()) {
            out.println("Nothing would change.");
            return;
        }
        out.println("Would change" + (judgement.hasErrors() ? ", once what has an error is mended or left out:" : ":"));
        for (Change change : judgement.changes()) {
            line(out, "  " + change.sign() + " " + (change.kind() + " " + change.name()).strip() + "   " + change.source());
            change.keys().forEach(key -> line(out, "      " + key));
        }
    }

    /** {@code 2 errors, 1 warning}. */
    static String counts(Judgement judgement) {
        return number(judgement.count(Severity.ERROR), "error") + ", " + number(judgement.count(Severity.WARNING), "warning");
    }

    /** {@code 1 listener, 2 rules}. */
    static String things(Judgement judgement) {
        Map<String, Long> kinds = judgement.proposed().stream()
                .collect(Collectors.groupingBy(e -> Names.kind(e.pid()), LinkedHashMap::new, Collectors.counting()));
        List<String> parts = kinds.entrySet().stream().map(k -> number(k.getValue(), k.getKey())).toList();
        return parts.isEmpty() ? "nothing is configured" : String.join(", ", parts);
    }

    private static String number(long n, String word) {
        return n + " " + word + (n == 1 ? "" : "s");
    }

    /** What comes from files is shown on one line, without control characters. */
    private static void line(PrintStream out, String text) {
        out.println(text.replaceAll("\\p{Cntrl}+", " "));
    }
}
