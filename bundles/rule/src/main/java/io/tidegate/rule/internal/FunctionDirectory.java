package io.tidegate.rule.internal;

import io.tidegate.function.Function;
import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import io.tidegate.status.StatusSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which functions take calls now, and which are configured at all. One for all rules of the bundle. Any thread.
 */
@Component(service = FunctionDirectory.class)
public final class FunctionDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(FunctionDirectory.class);
    /** The one that the framework prefers comes first. */
    private static final Comparator<Map<String, Object>> PREFERRED = Comparator
            .comparingInt((Map<String, Object> p) -> p.get(Constants.SERVICE_RANKING) instanceof Integer r ? -r : 0)
            .thenComparing(p -> (Long) p.get(Constants.SERVICE_ID));

    private final Map<Map<String, Object>, Function> functions = new ConcurrentSkipListMap<>(PREFERRED);
    private final List<StatusSource> sources = new CopyOnWriteArrayList<>();
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

    @Activate
    public FunctionDirectory() {
        // filled by the references below
    }

    // DYNAMIC: rules stay up and hold their messages back while the function manager is replaced
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void addFunction(Function function, Map<String, Object> properties) {
        functions.put(Map.copyOf(properties), function);
        changed();
    }

    public void updatedFunction(Function function, Map<String, Object> properties) {
        forget(properties);
        addFunction(function, properties);
    }

    public void removeFunction(Function function, Map<String, Object> properties) {
        forget(properties);
        changed();
    }

    // DYNAMIC for the same reason. Not our own rows: they ask this directory.
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC,
            target = "(!(" + StatusRows.OWNER + "=*))")
    public void addStatusSource(StatusSource source) {
        sources.add(source);
        changed();
    }

    public void removeStatusSource(StatusSource source) {
        sources.remove(source);
        changed();
    }

    /** The function of that name, while it takes calls. */
    Optional<Function> find(String name) {
        return functions.entrySet().stream().filter(e -> name.equals(e.getKey().get(Function.NAME)))
                .map(Map.Entry::getValue).findFirst();
    }

    /** Whether this one takes calls, by whatever name. */
    boolean isThere(Function function) {
        return functions.values().stream().anyMatch(there -> there == function);
    }

    /** Whether somebody has configured a function of that name, whether or not it takes calls now. */
    boolean isConfigured(String name) {
        return find(name).isPresent() || row(name).isPresent();
    }

    /** Why a function that takes no calls now takes none; empty when nobody has configured it. */
    Optional<String> whyAway(String name) {
        return row(name).map(row -> row.state().equals(Status.FAILED) && !row.reason().isEmpty()
                ? "function " + name + " does not run: " + row.reason() : "function " + name + " is starting");
    }

    private Optional<StatusRow> row(String name) {
        return rows().filter(row -> row.kind().equals("function") && row.name().equals(name)).findFirst();
    }

    /** What the other bundles say of their things. */
    Stream<StatusRow> rows() {
        return sources.stream().flatMap(source -> rows(source).stream());
    }

    /** @param onChange called on any thread after a function came or went; must not block */
    void watch(Runnable onChange) {
        watchers.add(onChange);
    }

    void unwatch(Runnable onChange) {
        watchers.remove(onChange);
    }

    private void forget(Map<String, Object> properties) {
        Object id = properties.get(Constants.SERVICE_ID);
        functions.keySet().removeIf(p -> id.equals(p.get(Constants.SERVICE_ID)));
    }

    private void changed() {
        watchers.forEach(Runnable::run);
    }

    private static List<StatusRow> rows(StatusSource source) {
        try {
            return source.rows();
        } catch (RuntimeException | LinkageError e) { // somebody else's code: its failure is not the rule's
            LOG.error("event=status-failed source={}", source.getClass().getName(), e);
            return List.of();
        }
    }
}
