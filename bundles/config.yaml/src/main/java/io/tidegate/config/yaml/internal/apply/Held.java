package io.tidegate.config.yaml.internal.apply;

import io.tidegate.config.InstanceName;
import io.tidegate.config.PasswordHash;
import io.tidegate.config.ProposedConfiguration.Entry;
import io.tidegate.config.yaml.internal.tree.Pids;
import io.tidegate.config.yaml.internal.tree.Present;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * What ConfigAdmin holds of ours and of the operator's at one instant, and what follows from it for reading. A snapshot,
 * used by one thread; only verified passwords are remembered beyond it.
 */
final class Held implements Present {
    /**
     * Few: the plain word stands in the tree for whoever could read the hash, and every start makes it and compares with it
     * before the first client is let in. It is there so that no configuration or log shows the word.
     */
    private static final int ITERATIONS = 1_000;

    /** FileInstall's mark on what comes from {@code etc/}. */
    static final String FILE_NAME = "felix.fileinstall.filename";
    private static final String OURS = "(service.pid=" + Pids.PREFIX + "*)";

    private final Map<String, Configuration> configurations = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> properties = new HashMap<>();
    private final Verified verified;

    private Held(Verified verified) {
        this.verified = verified;
    }

    static Held of(ConfigurationAdmin admin, Verified verified) throws IOException {
        Held held = new Held(verified);
        try {
            Configuration[] found = admin.listConfigurations(OURS);
            for (Configuration configuration : found == null ? new Configuration[0] : found) {
                held.configurations.put(configuration.getPid(), configuration);
                held.properties.put(configuration.getPid(), map(configuration.getProperties()));
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("this is a bug: " + OURS, e);
        }
        return held;
    }

    static Map<String, Object> map(Dictionary<String, Object> dictionary) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (dictionary != null) {
            Collections.list(dictionary.keys()).forEach(key -> map.put(key, dictionary.get(key)));
        }
        return map;
    }

    Optional<Configuration> configuration(String pid) {
        return Optional.ofNullable(configurations.get(pid));
    }

    Map<String, Object> properties(String pid) {
        return properties.getOrDefault(pid, Map.of());
    }

    /** PIDs that the tree made and that no file of the operator's has taken over. */
    List<String> marked() {
        return configurations.keySet().stream().filter(this::isMarked).toList();
    }

    boolean isMarked(String pid) {
        return properties(pid).containsKey(Pids.SOURCE) && file(pid).isEmpty();
    }

    /** Files of the operator's that have taken over what the tree made. */
    List<Path> takenOver() {
        return configurations.keySet().stream().filter(pid -> properties(pid).containsKey(Pids.SOURCE))
                .flatMap(pid -> file(pid).stream()).toList();
    }

    /** Deletes what carries the word of files that are gone, as FileInstall would have; whether there was anything. */
    boolean forget(Predicate<Path> vanished) throws IOException {
        List<String> pids = configurations.keySet().stream().filter(pid -> properties(pid).containsKey(Pids.SOURCE)
                && file(pid).filter(vanished).isPresent()).toList();
        for (String pid : pids) {
            configurations.get(pid).delete();
        }
        return !pids.isEmpty();
    }

    /** The operator's file behind a configuration; empty when there is none. */
    private Optional<Path> file(String pid) {
        Object written = properties(pid).get(FILE_NAME);
        try {
            return Optional.ofNullable(written).map(Object::toString).map(f -> f.startsWith("file:") ? Path.of(URI.create(f)) : Path.of(f));
        } catch (IllegalArgumentException notAFileOfHere) {
            return Optional.of(Path.of("/"));
        }
    }

    /** The operator's file behind what has that PID as {@code FACTORY~NAME}. */
    Optional<Path> origin(String instance) {
        return operators().filter(pid -> instance(pid).equals(instance)).findFirst().flatMap(this::file);
    }

    private Stream<String> operators() {
        return configurations.keySet().stream().filter(pid -> !isMarked(pid) && !properties(pid).isEmpty() && !isStray(pid));
    }

    /** The operator's own configuration of the same thing, whatever its PID. */
    Optional<String> operators(Entry entry) {
        String identity = Pids.identity(entry.pid(), entry.properties());
        return operators().filter(pid -> Pids.identity(instance(pid), properties(pid)).equals(identity)).findFirst();
    }

    /** The operator's configurations as entries, so that what refers to them is judged rightly. */
    List<Entry> operatorsEntries() {
        List<Entry> entries = new ArrayList<>();
        operators().forEach(pid -> entries.add(new Entry(instance(pid), properties(pid), where(pid), Map.of())));
        return entries;
    }

    /** One that the tree made. */
    Entry entry(String pid) {
        return new Entry(pid, properties(pid), source(pid), Map.of());
    }

    /** The PID as {@code FACTORY~NAME}, also where the console has made up one of its own; NAME is then that of its file. */
    String instance(String pid) {
        return InstanceName.pid(pid, properties(pid));
    }

    /** What looks like one of a factory and is none, so that no component ever gets it: the console makes such, and so does a file with a ~. */
    List<String> strays() {
        return configurations.keySet().stream().filter(this::isStray).toList();
    }

    private boolean isStray(String pid) {
        return pid.indexOf('~') >= 0 && !properties(pid).isEmpty() && !properties(pid).containsKey("service.factoryPid");
    }

    /** FILE:LINE of one that the tree made. */
    String source(String pid) {
        return String.valueOf(properties(pid).get(Pids.SOURCE));
    }

    /** Where the operator wrote it, as he calls it. */
    String where(String pid) {
        Object file = properties(pid).get(FILE_NAME);
        return file == null ? pid : "etc/" + file.toString().substring(file.toString().lastIndexOf('/') + 1);
    }

    @Override
    public boolean has(String pid) {
        return configurations.containsKey(pid);
    }

    @Override
    public String hash(String username, String plain) {
        String pid = Pids.pid(Pids.PRINCIPAL, username);
        Object old = isMarked(pid) ? properties(pid).get("password") : null;
        if (old != null && verified.accepts(old.toString(), plain)) {
            return old.toString();
        }
        return verified.hash(username, plain, () -> PasswordHash.make(plain.toCharArray(), ITERATIONS).toString());
    }

    @Override
    public Optional<Boolean> operatorAccepts(String username, String plain) {
        return operators().filter(pid -> Pids.factory(instance(pid)).equals(Pids.PRINCIPAL))
                .filter(pid -> Pids.name(instance(pid), properties(pid)).equals(username)).findFirst()
                .map(pid -> verified.accepts(String.valueOf(properties(pid).get("password")), plain));
    }
}
