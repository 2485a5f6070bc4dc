package io.tidegate.deploy.internal.etc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * One configuration as the names of files tell it. It may be written in several forms, {@code PID-NAME.cfg},
 * {@code PID-NAME.config}, {@code PID-NAME.cfg.json} and {@code PID~NAME.cfg.json}, of which one counts. Immutable; no PID of
 * ours has a dash.
 *
 * @param name null: there is only one of that PID
 * @param names what its files may be called, in the order in which they count where none counts yet
 */
record Thing(String pid, String name, Path directory, List<String> names) {
    private static final String ANY_LOCATION = "?";
    private static final List<String> PROPERTIES = List.of(".cfg", ".config");

    /** @param file of a form that is read here */
    static Thing of(Path file) {
        String fileName = file.getFileName().toString();
        boolean json = fileName.endsWith(JsonForm.ENDING);
        String stem = fileName.substring(0, json ? fileName.length() - JsonForm.ENDING.length() : fileName.lastIndexOf('.'));
        int separator = json && stem.indexOf('~') > 0 ? stem.indexOf('~') : stem.indexOf('-');
        String pid = separator > 0 ? stem.substring(0, separator) : stem;
        String name = separator > 0 ? stem.substring(separator + 1) : null;
        boolean stray = !json && stem.contains("~");
        return new Thing(pid, name, file.toAbsolutePath().getParent(), stray ? List.of(fileName) : names(pid, name));
    }

    private static List<String> names(String pid, String name) {
        TreeSet<String> names = new TreeSet<>();
        String stem = name == null ? pid : pid + "-" + name;
        PROPERTIES.forEach(ending -> names.add(stem + ending));
        names.add(stem + JsonForm.ENDING);
        if (name != null) {
            names.add(pid + "~" + name + JsonForm.ENDING);
        }
        return List.copyOf(names);
    }

    /** Whether it makes one single configuration that is called like one of many: a {@code ~} that does not separate. */
    boolean isStray() {
        return names.size() == 1;
    }

    /** As ConfigAdmin calls it. */
    String fullPid() {
        return name == null ? pid : pid + "~" + name;
    }

    /** Made when it is not there. */
    Configuration open(ConfigurationAdmin admin) throws IOException {
        return name == null ? admin.getConfiguration(pid, ANY_LOCATION) : admin.getFactoryConfiguration(pid, name, ANY_LOCATION);
    }

    /** Whether that is, or was, one of its files. */
    boolean has(Path file) {
        return names.contains(file.getFileName().toString()) && isSame(directory, file.toAbsolutePath().getParent());
    }

    /** Whether both are one, by whatever names. */
    static boolean isSame(Path one, Path other) {
        try {
            return one.equals(other) || Files.isSameFile(one, other);
        } catch (IOException notThere) {
            return false;
        }
    }

    /** Those that are there. */
    List<Path> files() {
        return names.stream().map(directory::resolve).filter(Files::isRegularFile).toList();
    }

    /**
     * The one file that counts: what is in force stays so while its file is there, else the first that says anything.
     *
     * @param inForce the file that the configuration came from
     */
    Optional<Path> counting(Optional<Path> inForce) {
        List<Path> files = files();
        Stream<Path> held = inForce.filter(this::has).stream().map(file -> directory.resolve(file.getFileName())).filter(files::contains);
        return Stream.of(held, files.stream().filter(Thing::saysSomething), files.stream()).flatMap(all -> all).findFirst();
    }

    private static boolean saysSomething(Path file) {
        try {
            return !Blank.is(file);
        } catch (IOException unreadable) {
            return false;
        }
    }
}
