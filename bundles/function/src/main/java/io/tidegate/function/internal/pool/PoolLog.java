package io.tidegate.function.internal.pool;

import io.tidegate.function.internal.worker.WorkerLog;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lines that a pool writes about its workers. Immutable; not to be called with the pool's lock held. */
final class PoolLog {
    static final Logger LOG = LoggerFactory.getLogger(Pool.class);

    private final String function;

    PoolLog(String function) {
        this.function = function;
    }

    void started(Worker worker, long pid, String interpreter) {
        LOG.info("function={} instance={} pid={} interpreter=\"{}\" event=started why=\"{}\"", function, worker.name(), pid,
                interpreter, worker.why);
    }

    /** @param detail told line by line after the reason; empty when it was told before */
    void startFailed(Worker worker, String reason, String detail) {
        LOG.warn("function={} instance={} event=start-failed why=\"{}\" reason=\"{}\"", function, worker.name(), worker.why,
                reason);
        detail.strip().lines().skip(1)
                .forEach(line -> LOG.warn("function={} instance={} | {}", function, worker.name(), WorkerLog.escape(line)));
    }

    void stopping(Worker worker, String why) {
        LOG.info("function={} instance={} pid={} event=stopping why=\"{}\"", function, worker.name(), worker.process.pid(), why);
    }

    void timedOut(Worker worker, Duration timeout) {
        LOG.warn("function={} instance={} event=killed reason=\"no answer within timeout={}ms\"", function, worker.name(),
                timeout.toMillis());
    }

    void ended(Worker worker, String reason, boolean inCall) {
        LOG.warn("function={} instance={} event=ended reason=\"{}\" inCall={}", function, worker.name(),
                WorkerLog.escape(reason), inCall);
    }
}
