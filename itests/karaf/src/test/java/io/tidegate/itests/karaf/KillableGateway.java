package io.tidegate.itests.karaf;

import static org.junit.Assert.assertTrue;

import io.tidegate.itests.durability.load.Killable;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;

/** A gateway on an address of its own, killed with SIGKILL and started again on the same directory. */
final class KillableGateway implements Killable, AutoCloseable {
    private static final int PORT = 1883;

    private final Gateway gateway;
    private final InetSocketAddress address;
    private Process process;

    private KillableGateway(Gateway gateway, String host) {
        this.gateway = gateway;
        this.address = new InetSocketAddress(host, PORT);
    }

    /** Not started yet; its directory is its own. @return null where no address is to be had */
    static KillableGateway natively() throws Exception {
        String host = Built.freeLoopback();
        return host.isEmpty() ? null : new KillableGateway(Natively.gateway()
            .etc("io.tidegate.listener-default.cfg", "address = tcp://" + host + ":" + PORT + "\n")
            .etc("io.tidegate.principal-test.cfg", Natively.cheapPrincipal("hahaha", "#", "#")), host);
    }

    Gateway gateway() {
        return gateway;
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void start() throws Exception {
        process = gateway.run();
    }

    @Override
    public void kill() throws Exception {
        process.destroyForcibly(); // SIGKILL, to the gateway itself: the script has become it
        assertTrue("killed", process.waitFor(10, TimeUnit.SECONDS));
    }

    /** The end of what it said, for a report. */
    String words() throws Exception {
        String all = Files.readString(gateway.directory().resolve("run.out"));
        return all.substring(Math.max(0, all.length() - 6_000));
    }

    @Override
    public void close() throws Exception {
        if (process != null) {
            kill();
        }
    }
}
