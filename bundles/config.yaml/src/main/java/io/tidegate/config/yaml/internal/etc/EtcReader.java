package io.tidegate.config.yaml.internal.etc;

import io.tidegate.config.Problem;
import io.tidegate.config.Problem.Severity;
import io.tidegate.config.ProposedConfiguration.Entry;
import io.tidegate.config.yaml.internal.etc.PropertiesText.Line;
import io.tidegate.config.yaml.internal.text.Findings;
import io.tidegate.config.yaml.internal.text.Place;
import io.tidegate.config.yaml.internal.text.Refused;
import io.tidegate.config.yaml.internal.text.SourceFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads files of {@code etc/} in their three forms as those who apply them would, keeping the line of each key. One read, one thread. */
public final class EtcReader {
    private static final String EMPTY = "is empty, which changes nothing: what was in force goes on; delete the file to go back to the"
            + " defaults, or to remove what it made";

    private final Map<String, String> environment;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private boolean blank;

    /** @param environment for {@code $[env:NAME]} */
    public EtcReader(Map<String, String> environment) {
        this.environment = environment;
    }

    public List<Entry> entries() {
        return entries;
    }

    public List<Problem> problems() {
        return problems;
    }

    /** Whether nothing is written in the file that was read last. */
    public boolean wasBlank() {
        return blank;
    }

    /** Whether a file is one of ours in a form that somebody applies. */
    public static boolean isOurs(Path file) {
        return EtcName.isOurs(file);
    }

    /** One that cannot be read is among the problems, and no entry. */
    public void read(Path file, String shown) {
        EtcName name = EtcName.of(file);
        Place start = new Place(shown, 1);
        blank = false;
        if (EtcName.isStray(file)) {
            add(Severity.ERROR, start, name.pid(), "", "a ~ in the name of such a file makes one single configuration of it: call it PID-NAME.cfg");
            return;
        }
        try {
            String text = SourceFile.read(file, shown);
            blank = text.chars().allMatch(c -> c <= ' '); // zeros too: what a loss of power leaves of a file that was being saved
            if (blank) {
                throw new Refused(start, EMPTY);
            }
            List<Line> lines = lines(text, name, shown);
            Placeholders placeholders = new Placeholders(environment, file.toAbsolutePath().getParent());
            Map<String, Object> properties = new LinkedHashMap<>();
            Map<String, String> sources = new LinkedHashMap<>();
            for (Line line : lines) {
                if (sources.containsKey(line.key())) {
                    add(Severity.WARNING, line.place(), name.pid(), line.key(), "stands at " + sources.get(line.key()) + " too; this one counts");
                }
                properties.put(line.key(), placeholders.fill(line.value()));
                sources.put(line.key(), line.place().toString());
                placeholders.missing().forEach(what -> add(Severity.WARNING, line.place(), name.pid(), line.key(), what));
                placeholders.later().forEach(what -> add(Severity.NOTE, line.place(), name.pid(), line.key(), what));
            }
            entries.add(new Entry(name.pid(), properties, start.toString(), sources));
        } catch (Refused e) {
            add(Severity.ERROR, e.place(), name.pid(), "", e.getMessage());
        }
    }

    private List<Line> lines(String text, EtcName name, String shown) throws Refused {
        if (name.form() == EtcName.Form.JSON) {
            List<Line> lines = new ArrayList<>();
            for (JsonText.Member member : JsonText.read(text, shown)) {
                lines.add(JsonValues.line(member));
            }
            return lines;
        }
        if (name.form() == EtcName.Form.CONFIG) {
            PropertiesText.untyped(text, shown).ifPresent(key -> add(Severity.WARNING, new Place(shown, 1), name.pid(), key,
                    "has no typed value, KEY=\"VALUE\": so all values of this file are taken as they are written, with their quotes"));
        }
        PropertiesText.lostCommas(text, shown).forEach(line -> add(Severity.WARNING, line.place(), name.pid(), line.key(),
                "\\, is a comma like any other here; one that belongs to a value is written \\\\,"));
        return PropertiesText.read(text, shown);
    }

    private void add(Severity severity, Place place, String pid, String key, String message) {
        problems.add(new Problem(severity, place.toString(), pid, Findings.clean(key), Findings.clean(message)));
    }
}
