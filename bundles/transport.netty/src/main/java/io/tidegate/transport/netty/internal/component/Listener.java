package io.tidegate.transport.netty.internal.component;

import io.netty.util.NetUtil;
import io.tidegate.config.LastAccepted;
import io.tidegate.config.Refusals;
import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import io.tidegate.transport.netty.internal.ListenerSettings;
import io.tidegate.transport.netty.internal.Listening;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One configured listener over all its configurations: opens, tries again, moves, goes on with what runs when a new
 * configuration is unacceptable. Its state belongs to the caretaker thread, where everything but {@link #row} happens.
 */
final class Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final long FIRST_RETRY_MILLIS = 500;
    private static final long LAST_RETRY_MILLIS = 30_000;
    private static final long CLOSE_MILLIS = 1_500;

    private final Carrier carrier;
    private final Names names;
    private final ScheduledExecutorService caretaker;
    private final String pid;
    private final String bindInstead;

    /** The latest configuration that the caretaker has not seen yet: a thousand edits wait as one. Any thread. */
    private final AtomicReference<Map<String, ?>> edit = new AtomicReference<>();

    // owned by the caretaker
    private ListenerConfig wanted;
    /** As it was written. */
    private Map<String, ?> written = Map.of();
    private ListenerConfig running;
    private Listening listening;
    /** Its connections go on, but neither the address of now nor the wanted one could be opened. */
    private boolean deaf;
    private long retryMillis = FIRST_RETRY_MILLIS;
    private ScheduledFuture<?> retry;
    private boolean closed;

    /** What the status row says; replaced as a whole. */
    private record Shown(String name, String state, Instant since, String reason, ListenerConfig config,
            Listening listening) {
    }

    private volatile Shown shown;

    /** @param bindInstead address that every listener binds to instead of its own host; null: none */
    Listener(Carrier carrier, Names names, ScheduledExecutorService caretaker, String pid, String bindInstead) {
        this.carrier = carrier;
        this.names = names;
        this.caretaker = caretaker;
        this.pid = pid;
        this.bindInstead = bindInstead;
        this.shown = new Shown(pid, Status.STARTING, Instant.now(), "", null, null);
    }

    /** Any thread; returns at once. */
    void configure(Map<String, ?> properties) {
        if (edit.getAndSet(new LinkedHashMap<>(properties)) == null) { // else one is waiting already, and takes this one instead
            caretaker.execute(() -> apply(edit.getAndSet(null)));
        }
    }

    /** Goes on with what was in force before it was there; an edit that was refused is refused anew. */
    void resume(Map<String, ?> accepted) {
        caretaker.execute(() -> apply(accepted)); // not as an edit, which would make room for the next
    }

    /** Closes listener and connections; waits for it at most 1.5 s. */
    void close() throws InterruptedException {
        try {
            caretaker.submit(this::end).get(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            LOG.warn("event=listener-close-incomplete listener={} problem={}", shown.name(), e.toString());
        }
    }

    /** A snapshot; any thread. */
    StatusRow row() {
        Shown now = shown;
        Map<String, String> details = new LinkedHashMap<>();
        if (now.listening() != null) {
            details.put(Status.DETAIL_PORTS, text(now.listening().address()));
            details.put("connections", Integer.toString(now.listening().connections()));
        }
        if (carrier.problem().isEmpty()) {
            details.put("transport", carrier.transport().kind());
        }
        if (bindInstead != null) {
            details.put("bind", bindInstead);
        }
        if (now.config() != null) {
            details.put("message.length.max", Integer.toString(now.config().maxPacketBytes()));
            if (!now.config().source().isEmpty()) {
                details.put(Status.DETAIL_SOURCE, now.config().source());
            }
        }
        return StatusRow.of("listener", now.name(), now.state(), now.since()).withReason(now.reason())
                .withDetails(details).withPids(List.of(pid));
    }

    private void apply(Map<String, ?> properties) {
        if (closed) {
            return;
        }
        List<ListenerConfig.Fault> faults = new ArrayList<>();
        ListenerConfig next = ListenerConfig.parse(pid, properties, faults);
        if (next == null) {
            refuse(ListenerConfig.name(pid, properties), faults.get(0));
            return;
        }
        carrier.add(this);
        want(next);
        written = properties;
        retryMillis = FIRST_RETRY_MILLIS;
        settle();
    }

    /** The transport is another one, and with the one before what was open has closed: opens again, on the same port. On the caretaker. */
    void reopen() {
        if (running == null) {
            return; // what it waits for it tries again there
        }
        ListenerSettings was = running.settings(bindInstead);
        try {
            listening = carrier.transport().listen(new ListenerSettings(was.name(), was.host(), listening.address().getPort(), was.maxPacketBytes()));
            show(shown.state(), shown.reason());
        } catch (IOException | RuntimeException e) {
            LOG.error("event=listener-lost pid={} text=\"{}\" next=\"tried again until it works\"", pid, e.getMessage());
            if (!running.name().equals(wanted.name())) {
                names.release(running.name(), pid);
            }
            listening = null;
            running = null;
            settle();
        }
    }

    private void refuse(String name, ListenerConfig.Fault fault) {
        Refusals.log(LOG::error, LOG::debug, "event=configuration-refused pid={} text=\"{}\"", pid, fault.message());
        cancelRetry();
        want(running);
        if (deaf) {
            settle(); // what was open is wanted again
        }
        if (deaf) {
            show(Status.FAILED, shown.reason() + "; new configuration refused: " + fault.message());
        } else if (running != null) {
            show(Status.RUNNING, "new configuration refused: " + fault.message());
        } else {
            shown = new Shown(name, fault.unsupported() ? Status.UNSUPPORTED : Status.FAILED, Instant.now(),
                    fault.message(), null, null);
        }
    }

    /** What an edit before wanted and did not get is given back. */
    private void want(ListenerConfig next) {
        ListenerConfig before = wanted;
        wanted = next;
        if (before != null && (next == null || !before.name().equals(next.name())) && (running == null || !before.name().equals(running.name()))) {
            names.release(before.name(), pid);
        }
    }

    /** Makes what runs equal to what is wanted, or says why not and tries again later. */
    private void settle() {
        cancelRetry();
        if (closed || wanted == null) {
            return;
        }
        String owner = names.claim(wanted.name(), pid);
        if (owner != null) {
            failed("name '" + wanted.name() + "' is taken by " + owner + ", refused for " + pid);
            return;
        }
        boolean sameAddress = running != null && !deaf && running.host().equals(wanted.host()) && running.port() == wanted.port();
        try {
            if (!sameAddress) {
                move();
            }
        } catch (IOException | RuntimeException e) {
            failed("tcp://" + hostWanted() + ":" + wanted.port() + ": " + e.getMessage());
            return;
        }
        listening.maxPacketBytes(wanted.maxPacketBytes());
        if (running != null && !running.name().equals(wanted.name())) {
            names.release(running.name(), pid);
        }
        running = wanted;
        LastAccepted.keep(pid, written);
        show(Status.RUNNING, bindInstead == null || bindInstead.equals(running.host()) ? ""
                : "host " + running.host() + " overridden by tidegate.bind=" + bindInstead);
    }

    /** Opens the new address before the old one closes; only where both cannot be open at once the old one has to go first. */
    private void move() throws IOException {
        Listening old = listening;
        boolean inTheWay = old != null && !deaf && old.address().getPort() == wanted.port() && overlap(old.address().getAddress(), hostWanted());
        if (inTheWay) {
            old.stopAccepting();
            deaf = true;
        }
        try {
            listening = carrier.transport().listen(wanted.settings(bindInstead), old);
        } catch (IOException e) {
            if (deaf) {
                listening = carrier.transport().listen(running.settings(bindInstead), old);
                deaf = false;
            }
            throw e;
        }
        deaf = false;
        if (old != null) {
            old.stopAccepting(); // its connections go on
        }
        LOG.info("event=listening listener={} address={} transport={}{}", wanted.name(), text(listening.address()),
                carrier.transport().kind(), bindInstead == null ? "" : " configured=" + wanted.host() + " bind=" + bindInstead);
    }

    /** Whether the system may refuse one port at both addresses. */
    private static boolean overlap(InetAddress one, String host) throws UnknownHostException {
        InetAddress other = InetAddress.getByName(host);
        return one.isAnyLocalAddress() || other.isAnyLocalAddress() || one.equals(other);
    }

    private void failed(String problem) {
        if (retryMillis == FIRST_RETRY_MILLIS) {
            LOG.warn("event=listener-failed pid={} text=\"{}\" next=\"tried again until it works\"", pid, problem);
        }
        if (running == null || deaf) {
            show(Status.FAILED, problem + "; next try within " + retryMillis + " ms");
        } else {
            show(Status.RUNNING, "new configuration waits: " + problem + "; next try within " + retryMillis + " ms");
        }
        retry = caretaker.schedule(this::settle, retryMillis, TimeUnit.MILLISECONDS);
        retryMillis = Math.min(LAST_RETRY_MILLIS, retryMillis * 2);
    }

    private void end() {
        closed = true;
        carrier.remove(this);
        cancelRetry();
        if (listening != null) {
            int connections = listening.connections();
            listening.close();
            LOG.info("event=listener-closed listener={} connections={}", running.name(), connections);
        }
        for (ListenerConfig config : new ListenerConfig[] {running, wanted}) {
            if (config != null) {
                names.release(config.name(), pid);
            }
        }
    }

    private void cancelRetry() {
        if (retry != null) {
            retry.cancel(false);
            retry = null;
        }
    }

    private String hostWanted() {
        return bindInstead == null ? wanted.host() : bindInstead;
    }

    private void show(String state, String reason) {
        Instant since = shown.state().equals(state) ? shown.since() : Instant.now();
        ListenerConfig config = running == null ? wanted : running;
        shown = new Shown(config.name(), state, since, reason, config, listening);
    }

    private static String text(InetSocketAddress address) {
        return NetUtil.toSocketAddressString(address);
    }
}
