package io.tidegate.deploy.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.osgi.framework.VersionRange;

/**
 * A package that a bundle cannot run without.
 *
 * @param name     of the package
 * @param versions which ones it takes
 */
record Import(String name, VersionRange versions) {
    private static final Pattern CLAUSE = Pattern.compile("(?:[^,\"]|\"[^\"]*\")+");
    private static final Pattern PART = Pattern.compile("(?:[^;\"]|\"[^\"]*\")+");
    private static final Pattern VERSION = Pattern.compile("(?:version|specification-version)\\s*=\\s*\"?([^\"]*)\"?");
    private static final Pattern NOT_NEEDED = Pattern.compile("resolution\\s*:=\\s*\"?(?:optional|dynamic)\"?");

    /**
     * What a manifest demands of other bundles: neither what is optional nor what the bundle exports itself. A clause
     * that cannot be read is left out: the framework will say what is wrong with it.
     *
     * @param imports {@code Import-Package}, {@code exports} {@code Export-Package}; null when absent
     */
    static List<Import> of(String imports, String exports) {
        List<String> own = clauses(exports).flatMap(clause -> parts(clause).filter(Import::isName)).toList();
        List<Import> needed = new ArrayList<>();
        clauses(imports).filter(clause -> parts(clause).noneMatch(part -> NOT_NEEDED.matcher(part).matches())).forEach(clause ->
            versions(clause).ifPresent(range -> parts(clause).filter(Import::isName)
                    .filter(name -> !own.contains(name) && !name.startsWith("java.")).forEach(name -> needed.add(new Import(name, range)))));
        return List.copyOf(needed);
    }

    private static Optional<VersionRange> versions(String clause) {
        String written = parts(clause).map(VERSION::matcher).filter(Matcher::matches).map(m -> m.group(1).strip()).findFirst().orElse("0");
        try {
            return Optional.of(new VersionRange(written));
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    private static boolean isName(String part) {
        return !part.contains("=");
    }

    private static Stream<String> clauses(String header) {
        return CLAUSE.matcher(header == null ? "" : header).results().map(found -> found.group().strip());
    }

    private static Stream<String> parts(String clause) {
        return PART.matcher(clause).results().map(found -> found.group().strip());
    }

    @Override
    public String toString() {
        return "package " + name + " " + versions;
    }
}
