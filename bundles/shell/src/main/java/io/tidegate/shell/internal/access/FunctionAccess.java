package io.tidegate.shell.internal.access;

import io.tidegate.function.Function;
import io.tidegate.function.FunctionException;
import io.tidegate.function.Invocation;
import io.tidegate.shell.internal.status.GatewayReports;
import io.tidegate.shell.internal.text.Nearest;
import io.tidegate.shell.internal.text.Refusal;
import io.tidegate.status.StatusRow;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Calls functions by name, for commands. Dynamic references: a function that is swapped goes and returns. Any thread. */
@Component(service = FunctionAccess.class)
public final class FunctionAccess {
    /** What a call may take beyond the function's own timeout, which nobody here knows: the longest that is sensible. */
    private static final Duration LIMIT = Duration.ofMinutes(10);
    /** The one that the framework prefers comes first: the one that rules call, too. */
    private static final Comparator<Map<String, Object>> PREFERRED = Comparator
            .comparingInt((Map<String, Object> p) -> p.get(Constants.SERVICE_RANKING) instanceof Integer r ? -r : 0)
            .thenComparing(p -> (Long) p.get(Constants.SERVICE_ID));
    /** By {@code service.id}: of one name there may be several. */
    private final Map<Object, Offered> functions = new ConcurrentHashMap<>();
    private final Supplier<List<StatusRow>> rows;

    @Activate
    public FunctionAccess(@Reference GatewayReports reports) {
        this(() -> reports.rows("function"));
    }

    /** @param rows what functions say of themselves */
    FunctionAccess(Supplier<List<StatusRow>> rows) {
        this.rows = rows;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addFunction(Function function, Map<String, Object> properties) {
        functions.put(properties.get(Constants.SERVICE_ID), new Offered(function, properties));
    }

    void updatedFunction(Function function, Map<String, Object> properties) {
        addFunction(function, properties);
    }

    void removeFunction(Function function, Map<String, Object> properties) {
        functions.remove(properties.get(Constants.SERVICE_ID));
    }

    private record Offered(Function function, Map<String, Object> properties) {
    }

    private Optional<Function> find(String name) {
        return functions.values().stream().filter(offered -> name.equals(offered.properties.get(Function.NAME)))
                .min(Comparator.comparing(Offered::properties, PREFERRED)).map(Offered::function);
    }

    /**
     * Calls it and waits; interruptible.
     *
     * @throws Refusal when there is no such function, or with what the call failed
     */
    public byte[] invoke(String name, Invocation invocation) throws Refusal, InterruptedException {
        Function function = find(name).orElseThrow(() -> new Refusal(absent(name)));
        try {
            return function.invoke(invocation).toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS).payload();
        } catch (TimeoutException e) {
            throw new Refusal("function " + name + " did not answer within " + LIMIT.toMinutes() + " minutes");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            String kind = cause instanceof FunctionException failed ? failed.kind() + ": " : "";
            throw new Refusal(kind + (cause.getMessage() == null ? cause.toString() : cause.getMessage()));
        }
    }

    private String absent(String name) {
        List<StatusRow> functions = rows.get();
        return functions.stream().filter(row -> row.name().equals(name)).findFirst()
                .map(row -> "function " + name + " takes no calls now: " + row.state() + (row.reason().isEmpty() ? "" : ", " + row.reason()))
                .orElseGet(() -> "no function " + name + Nearest.hint(name, functions.stream().map(StatusRow::name).toList())
                        + (functions.isEmpty() ? " (none is configured)" : " (function:list shows all)"));
    }
}
