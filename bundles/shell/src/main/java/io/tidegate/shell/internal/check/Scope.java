package io.tidegate.shell.internal.check;

import io.tidegate.shell.internal.check.Running.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;

/** Which of what runs a proposal speaks about: what it does not name of that would be removed. Stateless. */
final class Scope {
    private static final String TREE = "var/db/baetyl";

    private Scope() {
    }

    static Predicate<Running> of(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        if (Files.isRegularFile(path)) {
            String source = "etc/" + path.getFileName();
            boolean inTree = absolute.toString().contains("/" + TREE + "/");
            return inTree ? of(Path.of(absolute.toString().substring(0, absolute.toString().indexOf("/" + TREE + "/")) + "/"))
                    : running -> running.source().equals(source);
        }
        if (!Files.isDirectory(path)) {
            return running -> false;
        }
        boolean tree = Files.exists(path.resolve(TREE + "/application.yml"));
        boolean etc = !tree || holdsOurs(path.resolve("var/lib/tidegate/etc")) || holdsOurs(path.resolve("etc"));
        return running -> tree && running.origin() == Origin.TREE || etc && running.origin() == Origin.ETC;
    }

    private static boolean holdsOurs(Path directory) {
        String[] names = directory.toFile().list((d, name) -> name.startsWith(RunningReader.PREFIX) && name.endsWith(".cfg"));
        return names != null && names.length > 0;
    }
}
