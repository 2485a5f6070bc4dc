package io.tidegate.itests.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * docs/configuration.md: prose by hand, and for each PID a table of its keys, between two marks, made of what the bundles declare.
 * <pre>
 * &lt;!-- keys of PID: made by ./dev docs --&gt;
 * | key | default | …
 * &lt;!-- end of keys --&gt;
 * </pre>
 */
final class ConfigurationPage {
    private static final Pattern TABLE = Pattern.compile("(<!-- keys of ([\\w.]+): made by \\./dev docs -->\n).*?(<!-- end of keys -->\n)", Pattern.DOTALL);

    private ConfigurationPage() {}

    static Path file() {
        return Tree.root().resolve("docs/configuration.md");
    }

    static String text() throws IOException {
        return Files.readString(file());
    }

    /** The PIDs that the page has a table of. */
    static Set<String> pids(String page) {
        Set<String> pids = new LinkedHashSet<>();
        TABLE.matcher(page).results().forEach(table -> {
            if (!pids.add(table.group(2))) {
                throw new IllegalStateException("two tables of " + table.group(2));
            }
        });
        return pids;
    }

    /** The page with every table made anew. */
    static String made(String page, List<Declared> declared) {
        return TABLE.matcher(page).replaceAll(table -> Matcher.quoteReplacement(
            table.group(1) + table(declared.stream().filter(d -> d.pid().equals(table.group(2))).toList()) + table.group(3)));
    }

    private static String table(List<Declared> ofPid) {
        Map<String, List<Declared>> byKey = new LinkedHashMap<>();
        ofPid.forEach(d -> byKey.computeIfAbsent(d.key(), key -> new ArrayList<>()).add(d));
        long bundles = ofPid.stream().map(Declared::bundle).distinct().count();
        StringBuilder table = new StringBuilder("| key | default | unit, allowed | in force | meaning |\n|---|---|---|---|---|\n");
        byKey.forEach((key, several) -> {
            String only = several.size() < bundles ? "`" + several.get(0).bundle() + "` only: " : "";
            table.append("| `").append(key).append("` | ").append(told(several, Declared::defaultText))
                .append(" | ").append(told(several, d -> d.description().allowed()))
                .append(" | ").append(told(several, d -> d.description().inForce()))
                .append(" | ").append(only).append(told(several, d -> d.description().meaning())).append(" |\n");
        });
        return table.toString();
    }

    /** What all say, or what each says: two bundles may share a PID. */
    private static String told(List<Declared> several, Function<Declared, String> part) {
        if (several.stream().map(part).distinct().count() == 1) {
            return part.apply(several.get(0));
        }
        return String.join("; ", several.stream().map(d -> "`" + d.bundle() + "`: " + part.apply(d)).toList());
    }
}
