package io.tidegate.deploy.internal.etc;

import io.tidegate.config.Refusals;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes configurations of files, for FileInstall, which sees them come, change and go. Better than its own installer, and
 * Karaf's, in what an operator's slip does: a file in which nothing is written changes nothing; of two files of one
 * configuration one counts, the other neither replaces it nor takes it along when it goes; a file that is deleted while another
 * one of the same configuration is there hands over to that one without the configuration ever being away; a file that is away for
 * a moment, as some editors save, deletes nothing; and what somebody else made meanwhile under that PID is not deleted with the
 * file. What does not count, and why, {@code config.yaml} says in the lists. Nothing is thrown at FileInstall: it would forget the
 * file, and not tell when it is deleted. Any thread.
 */
final class EtcInstaller implements ArtifactInstaller {
    private static final Logger LOG = LoggerFactory.getLogger(EtcInstaller.class);

    /** How our files begin, which are judged, by their lines. */
    static final String OURS = "io.tidegate.";

    private final ConfigurationAdmin admin;
    private final Function<Path, Optional<Form>> forms;
    private final Consumer<Runnable> afterAbsence;

    /**
     * @param forms the form of a file that is taken here; empty for all others
     * @param afterAbsence runs what it is given when a file has been away for long enough to be gone
     */
    EtcInstaller(ConfigurationAdmin admin, Function<Path, Optional<Form>> forms, Consumer<Runnable> afterAbsence) {
        this.admin = admin;
        this.forms = forms;
        this.afterAbsence = afterAbsence;
    }

    /** Takes what is there before any bundle starts that may want it: FileInstall would ask only at its next look. */
    void takePresent(Path etc) {
        try (Stream<Path> all = Files.list(etc.toAbsolutePath())) {
            all.filter(file -> forms.apply(file).isPresent() && Files.isRegularFile(file)).sorted().forEach(this::take);
        } catch (IOException e) {
            LOG.error("event=files-not-listed directory={} reason=\"{}\"", etc, e.toString());
        }
    }

    /** By its name alone: FileInstall takes a file for gone when it is no longer handled. */
    @Override
    public boolean canHandle(File artifact) {
        return forms.apply(artifact.toPath()).isPresent();
    }

    @Override
    public void install(File artifact) {
        take(artifact.toPath());
    }

    @Override
    public void update(File artifact) {
        take(artifact.toPath());
    }

    private synchronized void take(Path file) {
        try {
            Thing thing = Thing.of(file);
            Optional<Configuration> held = held(thing);
            Optional<Path> counting = thing.counting(held.flatMap(EtcInstaller::file));
            boolean another = thing.isStray() && held.filter(one -> !isFrom(one, thing)).isPresent();
            if (!another && counting.filter(thing.directory().resolve(file.getFileName())::equals).isPresent()) {
                apply(counting.get(), thing, held);
            } else {
                LOG.debug("event=file-not-taken file={} counts={}", file.getFileName(), counting);
            }
        } catch (IOException | RuntimeException e) { // the json reader's own are runtime ones
            Refusals.Line besides = file.getFileName().toString().startsWith(OURS) ? LOG::debug : LOG::warn;
            Refusals.log(LOG::warn, besides, "event=file-not-taken file={} reason=\"{}\"", file.getFileName(), e.toString());
        }
    }

    private void apply(Path file, Thing thing, Optional<Configuration> held) throws IOException {
        if (Blank.is(file)) {
            LOG.debug("event=file-not-taken file={} reason=\"it is empty\"", file.getFileName());
            return;
        }
        Map<String, Object> says = Values.without(forms.apply(file).orElseThrow().read(file));
        Configuration configuration = held.isPresent() ? held.get() : thing.open(admin);
        Dictionary<String, Object> before = configuration.getProperties();
        if (before == null || !Values.equal(says, Values.of(before)) || !file(configuration).filter(old -> Thing.isSame(old, file)).isPresent()) {
            Hashtable<String, Object> all = new Hashtable<>(says);
            all.put(Values.FILE, file.toFile().toURI().toString());
            configuration.update(all);
        }
    }

    @Override
    public void uninstall(File artifact) {
        Path file = artifact.toPath();
        if (!forget(file, false)) {
            afterAbsence.accept(() -> forget(file, true));
        }
    }

    /**
     * @param gone whether it has been away for long enough
     * @return whether nothing of it is left to be done
     */
    private synchronized boolean forget(Path file, boolean gone) {
        try {
            Thing thing = Thing.of(file);
            Optional<Configuration> held = held(thing);
            Optional<Path> source = held.flatMap(EtcInstaller::file);
            Optional<Path> next = thing.counting(source); // the same one, when it is there again
            if (next.isPresent()) {
                take(next.get());
            } else if (source.filter(thing::has).isPresent()) {
                if (!gone) {
                    return false;
                }
                held.get().delete();
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("event=file-not-forgotten file={} reason=\"{}\"", file.getFileName(), e.toString());
        }
        return true;
    }

    /** What there is of a thing: what came from one of its files, whatever ConfigAdmin calls it, before what has its PID. */
    private Optional<Configuration> held(Thing thing) throws IOException {
        try {
            Configuration[] found = admin.listConfigurations("(|(service.pid=" + escaped(thing.fullPid()) + ")(" + Values.FILE + "=*))");
            List<Configuration> all = found == null ? List.of() : Arrays.asList(found);
            Optional<Configuration> best = all.stream().filter(one -> one.getPid().equals(thing.fullPid()) || isFrom(one, thing))
                    .min(Comparator.comparing(one -> !isFrom(one, thing)));
            // Never what listConfigurations gave: that may be a second object of one configuration, which counts its changes by itself.
            return best.isPresent() ? Optional.of(admin.getConfiguration(best.get().getPid(), null)) : Optional.empty();
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException("no PID: " + thing.fullPid(), e);
        }
    }

    private static boolean isFrom(Configuration configuration, Thing thing) {
        return file(configuration).filter(thing::has).isPresent();
    }

    private static Optional<Path> file(Configuration configuration) {
        Dictionary<String, Object> properties = configuration.getProperties();
        Object name = properties == null ? null : properties.get(Values.FILE);
        try {
            return name == null ? Optional.empty() : Optional.of(Path.of(URI.create(name.toString())));
        } catch (IllegalArgumentException notAFileOfHere) {
            return Optional.empty();
        }
    }

    private static String escaped(String value) {
        return value.replaceAll("([\\\\()*])", "\\\\$1");
    }
}
