package io.tidegate.transport.netty.internal.component;

import io.tidegate.config.LastAccepted;
import io.tidegate.config.Refusals;
import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import io.tidegate.status.StatusSource;
import io.tidegate.transport.ConnectionHandler;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event loops, there while the bundle is active, with or without a listener; and the place where the hub comes and
 * goes. Provided as a service to the listeners of this bundle, and as a source of one status row.
 */
@Component(configurationPid = Loops.PID, immediate = true, service = {Loops.class, StatusSource.class})
@Designate(ocd = Loops.Options.class)
public final class Loops implements StatusSource {
    static final String PID = "io.tidegate.transport";
    static final String LOOPS = "loops";
    private static final Logger LOG = LoggerFactory.getLogger(Loops.class);
    private static final int MAX_LOOPS = 128;
    private static final long LEAVE_MILLIS = 2_500;

    /** What can be configured. */
    @ObjectClassDefinition(name = "Tidegate transport", description = "The event loops that carry all connections.")
    public @interface Options {
        @AttributeDefinition(required = false, description = "threads that carry connections; 0 is half the processors, at least 1. "
                + "Allowed: 0 to 128. In force: reconnects these clients: all"
                + "; listeners open again on the same ports")
        int loops() default 0;
    }

    private final Carrier carrier;
    private final Names names = new Names();
    private final ScheduledThreadPoolExecutor caretaker;
    private final Instant started = Instant.now();
    private volatile Instant handlerSince = Instant.now();
    private volatile String refused = "";

    @Activate
    public Loops(Map<String, Object> properties) {
        int before = LastAccepted.before(PID, properties).map(this::number).orElse(0);
        int configured = number(properties);
        int loops = refused.isEmpty() || before == 0 ? configured : before;
        caretaker = new ScheduledThreadPoolExecutor(1,
                task -> new Thread(task, "tidegate-transport.netty-caretaker-0"));
        caretaker.setRemoveOnCancelPolicy(true);
        carrier = new Carrier(loops, caretaker);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        int loops = number(properties);
        if (refused.isEmpty()) {
            carrier.loops(loops);
        }
    }

    @Deactivate
    void deactivate() {
        carrier.close();
        caretaker.shutdownNow();
        LOG.info("event=loops-stopped");
    }

    /** DYNAMIC: sockets stay open while a hub goes and another one comes. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY, unbind = "unbindHandler")
    void bindHandler(ConnectionHandler handler) {
        handlerSince = Instant.now();
        carrier.handler(handler);
    }

    /** Returns after the hub's last call, so that it may be gone afterwards; at most 2.5 s. */
    void unbindHandler(ConnectionHandler handler) throws InterruptedException {
        handlerSince = Instant.now();
        try {
            carrier.handlerGone(handler).toCompletableFuture().get(LEAVE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.error("event=hub-leave-incomplete problem={}", e.toString());
        }
    }

    Listener listener(String pid, String bindInstead) {
        return new Listener(carrier, names, caretaker, pid, bindInstead);
    }

    @Override
    public List<StatusRow> rows() {
        if (!carrier.problem().isEmpty()) {
            return List.of(StatusRow.of("transport", "loops", Status.FAILED, started).withReason(carrier.problem()).withPids(List.of(PID)));
        }
        boolean served = carrier.hasHandler();
        Map<String, String> details = new LinkedHashMap<>();
        details.put("loops", Integer.toString(carrier.transport().loops()));
        details.put("transport", carrier.transport().kind());
        return List.of(StatusRow.of("transport", "loops", served ? Status.RUNNING : Status.WAITING,
                        served || handlerSince.isAfter(started) ? handlerSince : started)
                .withReason(served ? refused : "no hub: connections are held for 10 s").withDetails(details)
                .withPids(List.of(PID)));
    }

    /** The number configured; an unacceptable one is said, and at a start the default taken. */
    private int number(Map<String, Object> properties) {
        int standard = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        String text = String.valueOf(properties.getOrDefault(LOOPS, "0")).trim();
        refused = problem(text);
        if (!refused.isEmpty()) {
            Refusals.log(LOG::error, LOG::debug, "event=configuration-refused pid={} text=\"{}\"", PID, refused);
            return standard;
        }
        LastAccepted.keep(PID, properties);
        int loops = text.isEmpty() ? 0 : Integer.parseInt(text);
        return loops == 0 ? standard : loops;
    }

    /** What is wrong with this number of loops; empty when nothing is. */
    static String problem(String text) {
        boolean number = text.isEmpty() || text.matches("\\d{1,4}") && Integer.parseInt(text) <= MAX_LOOPS;
        return number ? "" : LOOPS + " '" + text + "': allowed are 0 (half the processors) to " + MAX_LOOPS;
    }
}
