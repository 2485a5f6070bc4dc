package io.tidegate.function.internal;

import io.tidegate.config.LastAccepted;
import io.tidegate.config.Refusals;
import io.tidegate.function.Function;
import io.tidegate.function.internal.config.FunctionConfig;
import io.tidegate.function.internal.config.FunctionConfigReader;
import io.tidegate.function.internal.launch.CodeWatch;
import io.tidegate.function.internal.launch.PlannedVersion;
import io.tidegate.function.internal.pool.Pool;
import io.tidegate.function.spi.RuntimeAdapter;
import io.tidegate.status.StatusRow;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One function from its configuration to its pool: judges what is configured, plans with the adapter of the day, and
 * offers the plan to the pool.
 *
 * <p>Threads: any; its fields are guarded by {@code lock}, which is not held while somebody else's code runs, except
 * an adapter's {@code plan}, which is pure. What blocks runs elsewhere: starts and
 * looks at the code on the bundle's threads for these.
 */
final class ManagedFunction {
    private static final Logger LOG = LoggerFactory.getLogger(ManagedFunction.class);
    private static final String REFUSED = "function={} pid={} event=refused running={} reason=\"{}\"";
    private static final long TICK_MILLIS = 250;
    /** Beside what {@link LastAccepted} has, when its workers became ready; so it also comes before the same configuration. */
    private static final String PROVEN = "tidegate.proven";

    /** What it offers now. @param name null: it takes no calls */
    record Offered(String name, Function service) {
    }

    private final Common common;
    private final String pid;
    /** Called without a lock whenever {@link #offered} may be another. */
    private final Runnable offerChanged;
    private final Object lock = new Object();
    private final CodeWatch code;

    // guarded by lock
    private final Map<RuntimeAdapter, Adapter> adapters = new LinkedHashMap<>();
    private FunctionConfig config;
    /** As the configuration in force was written, and the latest. */
    private Map<String, Object> written = Map.of();
    private Map<String, Object> latest = Map.of();
    /** As the configuration was written that {@link #version} was planned from. */
    private Map<String, Object> plannedFrom = Map.of();
    /** Whether what {@link LastAccepted} has was proven by workers that became ready: then no plan alone takes its place. */
    private boolean provenKept;
    /** Proven in the life of the content before, and not planned yet in this one; else null. */
    private FunctionConfig resumed;
    private PlannedVersion version;
    private Pool pool;
    /** What is offered of that pool; another pool, another service. */
    private Function service;
    /** On the name of the configuration in force. */
    private Common.Claim claim;
    /** On the name of one that is not in force yet. */
    private Common.Claim wish;
    private String wished = "";
    /** What is to be done when the lock is let go: it calls others. */
    private final List<Runnable> afterwards = new ArrayList<>();
    /** Acceptable by itself, but no adapter could plan it or its name is taken. */
    private FunctionConfig pending;
    /** Why the configuration in force, or the one to come, was not accepted. */
    private String refused = "";
    /** Why the adapter of now cannot plan the configuration in force. */
    private String planFault = "";
    private String name;
    private String source = "";
    private Instant since = Instant.now();
    private Future<?> ticking;
    private boolean closed;

    private record Adapter(RuntimeAdapter adapter, String runtime, long serviceId) {
    }

    ManagedFunction(Common common, String pid, Runnable offerChanged) {
        this.common = common;
        this.pid = pid;
        this.offerChanged = offerChanged;
        this.name = pid.substring(pid.indexOf('~') + 1);
        this.code = new CodeWatch(System::nanoTime, common.places().own());
    }

    /** Takes a configuration: acceptable, it counts from now on; not acceptable, what runs goes on. */
    void configure(Map<String, Object> properties) {
        FunctionConfigReader.Outcome read = FunctionConfigReader.read(pid, properties);
        synchronized (lock) {
            if (closed) {
                return;
            }
            if (config == null) {
                name = read.name();
            }
            latest = properties;
            Object from = properties.get("tidegate.source");
            source = from == null ? "" : from.toString();
            if (read.reason().isEmpty()) {
                refuse(accept(read.config().orElseThrow()));
            } else {
                forgetPending();
                refuseWritten(read.reason());
            }
        }
        unlocked();
    }

    /**
     * Goes on with what was in force in the life of the content before: where workers of it were ready, an edit that follows
     * has to become ready beside it. To be called first, before there is an adapter.
     *
     * @param kept as {@link LastAccepted} has it
     */
    void resume(Map<String, Object> kept) {
        Map<String, Object> accepted = new HashMap<>(kept);
        boolean proven = accepted.remove(PROVEN) != null;
        configure(accepted);
        synchronized (lock) {
            resumed = proven ? config : null;
        }
    }

    /** Called whenever the lock was let go after something that may have changed what is offered. */
    private void unlocked() {
        offerChanged.run(); // first: who is called no more gives up what it has
        List<Runnable> now;
        synchronized (lock) {
            now = List.copyOf(afterwards);
            afterwards.clear();
        }
        now.forEach(Runnable::run);
    }

    Offered offered() {
        synchronized (lock) {
            return closed || pool == null ? new Offered(null, null) : new Offered(config.name(), service);
        }
    }

    /** @return why not; empty when it is accepted */
    private String accept(FunctionConfig wanted) {
        pending = wanted;
        String taken = takeName(wanted);
        if (!taken.isEmpty()) {
            return taken;
        }
        RuntimeAdapter adapter = adapterOf(wanted);
        PlannedVersion planned = null;
        if (adapter == null && config != null && !config.equals(wanted)) {
            return missing(wanted); // who could say whether it can be planned: what is in force was, or will be
        }
        if (adapter != null) {
            try {
                planned = plan(wanted, adapter);
            } catch (RuntimeException e) {
                return faultOf(wanted, e);
            }
        }
        pending = null;
        boolean otherCode = version != null && planned != null && !planned.codeDirectory().equals(version.codeDirectory());
        FunctionConfig before = config;
        config = wanted;
        written = latest;
        if (wish != null) { // granted: it is the first, or goes by another name now
            begin(before);
        }
        if (planned != null) {
            if (otherCode) {
                code.forget();
                planned = plan(wanted, adapter);
            }
            take(planned, "configuration changed");
        } else {
            pool.launchable(missing(wanted));
        }
        pool.resize(wanted.limits()); // after the plan, so that nothing is started the old way
        return "";
    }

    /** The name may have changed: the new one is claimed before the old one is let go. */
    private String takeName(FunctionConfig wanted) {
        boolean has = config != null && config.name().equals(wanted.name());
        if (wish != null && (has || !wished.equals(wanted.name()))) {
            giveBack(wished, wish);
            wish = null;
        }
        if (has) {
            return "";
        }
        if (wish == null) {
            String source = wanted.source().isEmpty() ? pid : wanted.source() + " (" + pid + ")";
            wish = new Common.Claim(source, this::nameIsFree);
            wished = wanted.name();
        }
        String owner = common.claim(wished, wish);
        return owner == null ? "" : "name=" + wished + ": " + wish.source() + " is refused, " + owner + " has this name";
    }

    /** What waits for a name or a runtime is not what is written any more. */
    private void forgetPending() {
        pending = null;
        if (wish != null) {
            giveBack(wished, wish);
            wish = null;
        }
    }

    private void giveBack(String of, Common.Claim no) {
        afterwards.add(() -> common.release(of, no));
    }

    private void nameIsFree() {
        synchronized (lock) {
            if (!closed && pending != null) {
                refuse(accept(pending));
            }
        }
        unlocked();
    }

    /** Under the name that is its own from now on. What ran under the one before ends: its calls are given up, as when it is removed. */
    private void begin(FunctionConfig before) {
        if (before != null) {
            LOG.info("function={} pid={} event=renamed name={}", before.name(), pid, config.name());
            Pool old = pool;
            ticking.cancel(false);
            afterwards.add(() -> common.awaitEnd(old.close()));
            giveBack(before.name(), claim);
            version = null;
            provenKept = false; // it has ended
        }
        claim = wish;
        wish = null;
        name = config.name();
        since = Instant.now();
        pool = new Pool(config.name(), config.limits(), System::nanoTime, common.timer(), common::launch);
        service = pool::invoke;
        ticking = common.every(TICK_MILLIS, this::tick);
    }

    /** A fault that is written: the check finds it too. */
    private void refuseWritten(String fault) {
        if (!fault.equals(refused)) {
            Refusals.log(LOG::error, LOG::debug, REFUSED, name, pid, config != null, fault);
        }
        refused = fault;
    }

    private void refuse(String fault) {
        if (!fault.isEmpty() && !fault.equals(refused)) {
            LOG.error(REFUSED, name, pid, config != null, fault);
        }
        refused = fault;
    }

    void addAdapter(RuntimeAdapter adapter, Map<String, Object> properties) {
        synchronized (lock) {
            long id = properties.get("service.id") instanceof Long l ? l : 0;
            adapters.put(adapter, new Adapter(adapter, String.valueOf(properties.get(RuntimeAdapter.NAME)), id));
            replan();
        }
        unlocked();
    }

    void removeAdapter(RuntimeAdapter adapter) {
        synchronized (lock) {
            adapters.remove(adapter);
            replan();
        }
        unlocked();
    }

    /** Plans anew with the adapters of now. An equal plan changes nothing. */
    private void replan() {
        if (closed) {
            return;
        }
        if (config != null) {
            replanInForce(); // first: what is pending has to become ready beside it
        }
        if (pending != null) {
            refuse(accept(pending));
        }
    }

    private void replanInForce() {
        RuntimeAdapter adapter = adapterOf(config);
        if (adapter == null) {
            pool.launchable(missing(config));
            return;
        }
        try {
            PlannedVersion next = plan(config, adapter);
            if (version != null) {
                keepIfProven();
                pool.inherit(version, next);
            }
            take(next, "runtime " + config.runtime() + " changed");
        } catch (RuntimeException e) {
            planFailed(e);
        }
    }

    /** Workers of the last good plan go on, also new ones; without one there are none. */
    private void planFailed(RuntimeException e) {
        planFault = faultOf(config, e);
        LOG.error("function={} pid={} event=plan-failed running={} reason=\"{}\"", name, pid, version != null, planFault);
        pool.launchable(version == null ? planFault : "");
    }

    private void take(PlannedVersion next, String why) {
        keepIfProven();
        if (resumed != null && resumed.equals(config)) {
            pool.prove(next);
            provenKept = true;
        }
        resumed = null;
        version = next;
        plannedFrom = written;
        planFault = "";
        pool.launchable("");
        pool.offer(next, why);
        if (!provenKept) { // nothing better is known
            LastAccepted.keep(pid, plannedFrom);
        }
    }

    /** A plan may be refused by its start: what comes after a swap begins with the last that was not. */
    private void keepIfProven() {
        if (version != null && pool.isProven(version)) {
            provenKept = true;
            Map<String, Object> proven = new HashMap<>(plannedFrom);
            proven.put(PROVEN, true);
            LastAccepted.keep(pid, proven);
        }
    }

    private PlannedVersion plan(FunctionConfig of, RuntimeAdapter adapter) {
        Logger printed = LoggerFactory.getLogger("io.tidegate.function.worker." + of.name());
        return PlannedVersion.of(common.places(), of, common.environment(), adapter, code, printed::info);
    }

    /** The newest of its runtime: while an adapter is swapped there may be two. */
    private RuntimeAdapter adapterOf(FunctionConfig of) {
        Adapter newest = null;
        for (Adapter a : adapters.values()) {
            if (a.runtime().equals(of.runtime()) && (newest == null || a.serviceId() > newest.serviceId())) {
                newest = a;
            }
        }
        return newest == null ? null : newest.adapter();
    }

    private static String missing(FunctionConfig of) {
        return "runtime " + of.runtime() + " is not there";
    }

    private static String faultOf(FunctionConfig of, RuntimeException e) {
        return e instanceof IllegalArgumentException ? e.getMessage() : "runtime " + of.runtime() + " failed: " + e;
    }

    /** On the timer. */
    private void tick() {
        try {
            pool.tick();
            if (code.due()) {
                common.look(this::lookAtCode);
            }
        } catch (RejectedExecutionException stopping) {
            LOG.debug("function={} event=tick-skipped", name);
        }
    }

    /** On the bundle's looking thread: reads the disk. */
    private void lookAtCode() {
        PlannedVersion looked;
        synchronized (lock) {
            looked = version;
        }
        if (looked == null) {
            code.skip();
            return;
        }
        try {
            if (!Files.isDirectory(looked.codeDirectory())) {
                looked.prepare(); // its mounts may lead there
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("function={} event=directory-not-ready reason=\"{}\"", name, e.toString()); // a start says it
        } catch (Error e) { // such as no memory: the next look comes all the same
            code.skip();
            throw e;
        }
        boolean changed = code.look(looked.codeDirectory());
        code.complaint().ifPresent(file -> LOG.warn("function={} event=code-restless file={} dir={} what=\"it changes again and"
                + " again, so replacements come less and less often\"", name, file, looked.codeDirectory()));
        if (!changed) {
            return;
        }
        synchronized (lock) {
            // another version by now may have been planned with what the code was before
            boolean itsCode = version != null && version.codeDirectory().equals(looked.codeDirectory());
            RuntimeAdapter adapter = closed || !itsCode ? null : adapterOf(config);
            if (adapter != null) {
                try {
                    PlannedVersion next = plan(config, adapter);
                    keepIfProven();
                    pool.unprove(version);
                    take(next, "code changed");
                } catch (RuntimeException e) {
                    planFailed(e);
                }
            }
        }
    }

    /** Takes the service away, gives up calls, asks workers to end. Returns at once. */
    void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            if (pool != null) {
                keepIfProven();
                Pool ending = pool;
                ticking.cancel(false);
                afterwards.add(() -> common.awaitEnd(ending.close()));
                giveBack(config.name(), claim);
            }
            if (wish != null) {
                giveBack(wished, wish);
            }
        }
        unlocked();
    }

    List<StatusRow> rows() {
        synchronized (lock) {
            if (pool == null) {
                return List.of(FunctionRows.failed(name, pid, refused, since, source));
            }
            String fault = refused.isEmpty() ? planFault : refused;
            String planned = version == null ? "" : version.interpreter();
            return new FunctionRows(name, pid, config, fault, since, planned, pool.snapshot()).all();
        }
    }
}
