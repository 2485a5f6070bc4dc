package io.tidegate.config.yaml.internal.tree;

import io.tidegate.config.Problem;
import io.tidegate.config.Problem.Severity;
import io.tidegate.config.yaml.internal.text.EnvTemplate;
import io.tidegate.config.yaml.internal.text.Findings;
import io.tidegate.config.yaml.internal.text.Node;
import io.tidegate.config.yaml.internal.text.Place;
import io.tidegate.config.yaml.internal.text.Refused;
import io.tidegate.config.yaml.internal.text.Section;
import io.tidegate.config.yaml.internal.text.SourceFile;
import io.tidegate.config.yaml.internal.text.YamlReader;
import io.tidegate.status.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The files of one reading of a tree, and what was found in each. Owned by the reading thread. */
final class TreeFiles {
    private final Path dir;
    private final Findings root;
    private final Map<String, Findings> findingsOf = new LinkedHashMap<>();
    private final List<Path> looked = new ArrayList<>();

    TreeFiles(Path dir, Findings root) {
        this.dir = dir;
        this.root = root;
    }

    boolean exists(String name) {
        looked.add(dir.resolve(name));
        return Files.exists(dir.resolve(name));
    }

    /**
     * Reads a file of the tree as a mapping.
     *
     * @param name relative to the directory, and so it is shown
     * @throws Refused when it cannot be used at all; that is then among its findings too
     */
    Section read(String name, Map<String, String> environment) throws Refused {
        looked.add(dir.resolve(name));
        Findings findings = findings(name);
        try {
            EnvTemplate.Expanded text = EnvTemplate.expand(SourceFile.read(dir.resolve(name), name), environment);
            if (!text.problem().isEmpty()) {
                findings.warning(new Place(name, text.line()), "", text.problem());
            }
            YamlReader.Document document = YamlReader.read(text.text(), name);
            document.secondLine().ifPresent(line -> findings.warning(new Place(name, line), "", "a second document begins here and is not read"));
            document.repeated().forEach(key -> findings.warning(key.place(), "", key.message()));
            if (!(document.root() instanceof Node.Mapping)) {
                throw new Refused(document.root().place(), "is " + document.root().what() + ", but must hold keys (key: value)");
            }
            return Section.of(document.root(), "", findings);
        } catch (Refused e) {
            findings.error(e.place(), "", e.getMessage());
            throw e;
        }
    }

    /**
     * The text of a file that is no mapping; empty, with a warning, when it cannot be read.
     *
     * @param name relative to the directory, or absolute
     */
    String text(String name) {
        looked.add(dir.resolve(name));
        try {
            return SourceFile.read(dir.resolve(name), name);
        } catch (Refused e) {
            findings(name).warning(e.place(), "", e.getMessage());
            return "";
        }
    }

    Findings findings(String name) {
        return findingsOf.computeIfAbsent(name, n -> root.part());
    }

    Set<String> withErrors() {
        return findingsOf.entrySet().stream().filter(e -> e.getValue().hasErrors()).map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    List<Path> looked() {
        return looked.stream().distinct().toList();
    }

    /** A row per file that was read: FAILED with its first error, else RUNNING with what is worth saying. */
    List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        findingsOf.forEach((name, findings) -> {
            Map<String, String> details = new LinkedHashMap<>();
            List<Problem> all = findings.all();
            details.put("errors", Long.toString(all.stream().filter(p -> p.severity() == Severity.ERROR).count()));
            String warnings = all.stream().filter(p -> p.severity() != Severity.ERROR).map(Findings::sentence).collect(Collectors.joining("; "));
            if (!warnings.isEmpty()) {
                details.put("warnings", warnings);
            }
            String error = findings.firstError().orElse("");
            rows.add(new Row("file", name, error.isEmpty() ? Status.RUNNING : Status.FAILED, error, details, List.of()));
        });
        return rows;
    }
}
