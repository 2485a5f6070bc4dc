package io.tidegate.itests.karaf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release of ours in a directory that is laid out like a Maven repository: every bundle and the features. The one that this
 * build made, or one of the same code with another version.
 *
 * @param features what {@code feature:repo-add} takes
 */
record Release(String version, String features) {
    private static final String FEATURES = "io.tidegate.features";
    private static final Pattern BUNDLE = Pattern.compile("mvn:io\\.tidegate/(io\\.tidegate\\.[a-z.]+)/");

    /** Writes the release into {@code repository}, beside others. */
    static Release in(Path repository, String version) throws IOException {
        String built = Files.readString(Built.features());
        for (Matcher bundle = BUNDLE.matcher(built); bundle.find();) {
            jar(bundle.group(1), version, artifact(repository, bundle.group(1), version, ".jar"));
        }
        Files.writeString(artifact(repository, FEATURES, version, "-features.xml"), reversioned(built, version));
        return of(version);
    }

    /** One that is in a repository already. */
    static Release of(String version) {
        return new Release(version, "mvn:io.tidegate/" + FEATURES + "/" + version + "/xml/features");
    }

    private static void jar(String bundle, String version, Path to) throws IOException {
        if (Files.exists(to)) {
            return; // another feature names it too
        }
        if (version.equals(Built.version())) {
            Files.copy(Built.jar(bundle), to);
        } else {
            NewBuild.of(bundle, version, to);
        }
    }

    /** As the build of that version would write it; its contracts are those of this build. */
    private static String reversioned(String features, String version) {
        String same = "[" + Built.version() + "," + Built.version() + "]";
        String since = "[" + Built.version() + "," + version + "]";
        if (!features.contains(same)) {
            throw new AssertionError("no range of contracts " + same + " in " + Built.features());
        }
        String everywhere = features.replace(same, "@contracts@").replace("\"" + Built.version() + "\"", "\"" + version + "\"")
            .replace("/" + Built.version() + "<", "/" + version + "<").replace("tidegate-" + Built.version(), "tidegate-" + version);
        return everywhere.replace("@contracts@", since);
    }

    private static Path artifact(Path repository, String name, String version, String end) throws IOException {
        Path directory = Files.createDirectories(repository.resolve("io/tidegate").resolve(name).resolve(version));
        return directory.resolve(name + "-" + version + end);
    }
}
