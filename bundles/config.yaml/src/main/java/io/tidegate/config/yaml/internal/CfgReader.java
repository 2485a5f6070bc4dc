package io.tidegate.config.yaml.internal;

import io.tidegate.config.Problem;
import io.tidegate.config.Problem.Severity;
import io.tidegate.config.ProposedConfiguration.Entry;
import io.tidegate.config.yaml.internal.text.Place;
import io.tidegate.config.yaml.internal.text.Refused;
import io.tidegate.config.yaml.internal.text.SourceFile;
import io.tidegate.config.yaml.internal.tree.Pids;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Reads {@code etc/} files of the form {@code PID.cfg} and {@code PID-NAME.cfg} as FileInstall would, keeping the line of each key. One read, one thread. */
final class CfgReader {
    private static final String SUFFIX = ".cfg";

    private final List<Entry> entries = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    List<Entry> entries() {
        return entries;
    }

    List<Problem> problems() {
        return problems;
    }

    /** Whether a file is one of ours in a form that is read here. */
    static boolean isOurs(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(Pids.PREFIX) && name.endsWith(SUFFIX);
    }

    /** Whether a file is one of ours in another form that FileInstall takes. */
    static boolean isOursOtherwise(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(Pids.PREFIX) && (name.endsWith(".config") || name.endsWith(".json"));
    }

    void read(Path file, String shown) {
        String name = file.getFileName().toString();
        String stem = name.substring(0, name.length() - SUFFIX.length());
        if (stem.contains("~")) {
            problems.add(new Problem(Severity.ERROR, new Place(shown, 1).toString(), stem, "",
                    "a ~ in the name of a .cfg file makes one single configuration of it: call it PID-NAME.cfg"));
            return;
        }
        int dash = stem.indexOf('-');
        String pid = dash < 0 ? stem : stem.substring(0, dash) + "~" + stem.substring(dash + 1);
        Map<String, Object> properties = new LinkedHashMap<>();
        Map<String, String> sources = new LinkedHashMap<>();
        try {
            lines(SourceFile.read(file, shown), shown, pid, properties, sources);
            entries.add(new Entry(pid, properties, new Place(shown, 1).toString(), sources));
        } catch (Refused e) {
            problems.add(new Problem(Severity.ERROR, e.place().toString(), pid, "", e.getMessage()));
        }
    }

    private void lines(String text, String shown, String pid, Map<String, Object> properties, Map<String, String> sources) throws Refused {
        String[] lines = text.split("\r\n|\r|\n", -1);
        for (int i = 0; i < lines.length; i++) {
            Place place = new Place(shown, i + 1);
            StringBuilder logical = new StringBuilder(lines[i]);
            boolean comment = lines[i].isBlank() || lines[i].strip().startsWith("#") || lines[i].strip().startsWith("!");
            while (!comment && continues(lines[i]) && i + 1 < lines.length) {
                logical.append('\n').append(lines[++i]);
            }
            Optional<Map.Entry<String, String>> pair = comment ? Optional.empty() : pair(logical.toString(), place);
            if (pair.isPresent() && properties.put(pair.get().getKey(), pair.get().getValue()) != null) {
                problems.add(new Problem(Severity.WARNING, place.toString(), pid, pair.get().getKey(),
                        "stands at " + sources.get(pair.get().getKey()) + " too; this one counts"));
            }
            pair.ifPresent(p -> sources.put(p.getKey(), place.toString()));
        }
    }

    /** An odd number of backslashes at the end. */
    private static boolean continues(String line) {
        int slashes = 0;
        while (slashes < line.length() && line.charAt(line.length() - 1 - slashes) == '\\') {
            slashes++;
        }
        return slashes % 2 == 1;
    }

    /** The escapes are those of Java's properties, save {@code \,}, which stays for whoever splits the list. */
    private static Optional<Map.Entry<String, String>> pair(String logical, Place place) throws Refused {
        Properties one = new Properties();
        try {
            one.load(new StringReader(logical.replaceAll("(?<!\\\\)\\\\,", "\\\\\\\\,")));
        } catch (IOException | IllegalArgumentException e) {
            throw new Refused(place, "is no properties file: " + e.getMessage());
        }
        return one.stringPropertyNames().stream().findFirst().map(key -> Map.entry(key, one.getProperty(key).strip()));
    }
}
