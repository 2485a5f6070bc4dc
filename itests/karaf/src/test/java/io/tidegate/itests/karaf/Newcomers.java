package io.tidegate.itests.karaf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.paho.client.mqttv3.MqttException;

/** Devices that connect with a password and leave again, one after the other, whatever happens meanwhile. */
final class Newcomers {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int MOST_REFUSALS = 20;

    private final String address;
    private final FutureTask<Visits> task = new FutureTask<>(this::visit);
    private volatile boolean enough;

    /** @param refused what the broker, or the connection, said to each that did not get in */
    record Visits(int count, List<String> refused, long slowestMillis) { }

    Newcomers(String address) {
        this.address = address;
    }

    Newcomers start() {
        new Thread(task, "newcomers").start();
        return this;
    }

    Visits finish(Duration limit) throws InterruptedException, ExecutionException, TimeoutException {
        enough = true;
        return task.get(limit.toSeconds(), TimeUnit.SECONDS);
    }

    private Visits visit() {
        List<String> refused = new ArrayList<>();
        long slowest = 0;
        int count = 0;
        while (!enough && refused.size() < MOST_REFUSALS) {
            long begin = System.nanoTime();
            count++;
            try {
                Peer.connect(address, "newcomer-" + count, "test", "hahaha").close();
            } catch (MqttException e) {
                refused.add("number " + count + ": " + e);
            }
            slowest = Math.max(slowest, System.nanoTime() - begin);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return new Visits(count, refused, TimeUnit.NANOSECONDS.toMillis(slowest));
    }
}
