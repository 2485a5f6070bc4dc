package io.tidegate.config.yaml.internal.tree;

import io.tidegate.config.Problem;
import io.tidegate.config.Problem.Severity;
import io.tidegate.status.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the model kept its files up to 0.1.5. Later versions of it link the new names to these; here nothing is written
 * into the operator's files, so it is said what to rename. Stateless.
 */
public final class OldPlaces {
    private static final Map<String, String> PLACES = new LinkedHashMap<>();

    static {
        PLACES.put("etc/openedge", "etc/baetyl");
        PLACES.put("var/db/openedge", "var/db/baetyl");
    }

    private OldPlaces() {
    }

    /** A sentence for each of them that is there, by its name. */
    public static Map<String, String> in(Path dir) {
        Map<String, String> found = new LinkedHashMap<>();
        PLACES.forEach((old, now) -> {
            if (Files.exists(dir.resolve(old)) && !isSame(dir.resolve(old), dir.resolve(now))) {
                boolean both = Files.exists(dir.resolve(now));
                found.put(old, old + " is not read" + (both ? ": " + now + " is" : "; rename it to " + now));
            }
        });
        return found;
    }

    /** Somebody, or the model itself, has linked one to the other. */
    private static boolean isSame(Path old, Path now) {
        try {
            return Files.exists(now) && Files.isSameFile(old, now);
        } catch (IOException e) {
            return false;
        }
    }

    /** The same for a proposal. */
    public static List<Problem> problems(Path dir) {
        List<Problem> problems = new ArrayList<>();
        in(dir).forEach((old, sentence) -> problems.add(new Problem(Severity.WARNING, "", "", "", sentence)));
        return problems;
    }

    /** The same for the status. */
    public static List<Row> rows(Path dir) {
        List<Row> rows = new ArrayList<>();
        in(dir).forEach((old, sentence) -> rows.add(new Row("file", old, Status.UNSUPPORTED, sentence, Map.of(), List.of())));
        return rows;
    }
}
