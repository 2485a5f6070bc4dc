package io.tidegate.shell.internal.commands;

import io.tidegate.shell.internal.ready.GatewayReadiness;
import io.tidegate.shell.internal.text.Refusal;
import java.time.Duration;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gateway:ready}: what {@code bin/tidegate start} waits for. Fails when the gateway is not ready in time or cannot be reached. */
@Service
@Command(scope = "gateway", name = "ready", description = "Waits until the gateway has started and prints what it opened")
public final class GatewayReady implements Action {
    private static final int MOST_SECONDS = 600;

    @Option(name = "--timeout", description = "Seconds to wait at most, 0 to 600")
    private int timeout = 60;

    @Reference
    private GatewayReadiness readiness;

    @Override
    public Object execute() throws Exception {
        if (timeout < 0 || timeout > MOST_SECONDS) {
            throw new Refusal("--timeout " + timeout + ": allowed are 0 to " + MOST_SECONDS + " seconds");
        }
        Optional<String> missing = readiness.await(Duration.ofSeconds(timeout));
        if (missing.isPresent()) {
            throw new Refusal("not ready after " + timeout + " s: " + missing.get());
        }
        Optional<String> unreachable = readiness.unreachable();
        if (unreachable.isPresent()) {
            throw new Refusal(unreachable.get());
        }
        System.out.println(readiness.summary());
        return null;
    }
}
