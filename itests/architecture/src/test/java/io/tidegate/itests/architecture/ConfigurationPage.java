package io.tidegate.itests.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** docs/configuration.md as data: a section {@code ## `PID`} per PID, in it a table with a row {@code | `key` | default |} per key. */
final class ConfigurationPage {
    private static final Pattern SECTION = Pattern.compile("## (?:`([^`]+)`|.*)");
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| ([^|]+) \\|.*");

    private ConfigurationPage() {}

    /** PID to key to the text of its default. */
    static Map<String, Map<String, String>> read() throws IOException {
        Map<String, Map<String, String>> sections = new LinkedHashMap<>();
        Map<String, String> current = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Tree.root().resolve("docs/configuration.md"))) {
            Matcher section = SECTION.matcher(line);
            Matcher row = ROW.matcher(line);
            if (section.matches()) {
                current = new LinkedHashMap<>();
                if (section.group(1) != null && sections.put(section.group(1), current) != null) {
                    throw new IOException("two sections " + section.group(1));
                }
            } else if (row.matches() && current.put(row.group(1), row.group(2).strip()) != null) {
                throw new IOException("two rows " + row.group(1));
            }
        }
        return sections;
    }
}
