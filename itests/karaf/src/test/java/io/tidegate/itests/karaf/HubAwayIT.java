package io.tidegate.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeNotNull;

import io.tidegate.itests.durability.check.Checker;
import io.tidegate.itests.durability.check.Report;
import io.tidegate.itests.durability.client.Client;
import io.tidegate.itests.durability.client.ClientSpec;
import io.tidegate.itests.durability.history.History;
import io.tidegate.itests.durability.history.Message;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.Test;

/** A hub that does not come back: clients are told and closed after 10 s, the log says why; and nothing acknowledged is lost by it. */
public class HubAwayIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    public void clientsAreClosedWithAReasonAndKeptSessionsGoOnLater() throws Exception {
        try (KillableGateway killable = KillableGateway.natively()) {
            assumeNotNull(killable);
            Gateway gateway = killable.gateway();
            killable.start();
            History history = new History();
            InetSocketAddress address = killable.address();
            try (Client kept = new Client(ClientSpec.kept("kept"), address, history);
                    Client clean = new Client(ClientSpec.clean("clean"), address, history);
                    Client writer = new Client(ClientSpec.kept("writer"), address, history)) {
                for (Client each : List.of(kept, clean, writer)) {
                    connect(each);
                }
                kept.subscribe("t", 2);
                kept.drop();
                writer.publish(message(1), 2, false, 10);
                Wait.until("it is acknowledged", LIMIT, () -> writer.unsettled() == 0);

                Wait.until("the console is there, which begins behind the hub", LIMIT, () -> Files.exists(gateway.state("data/control/path")));
                gateway.console("bundle:stop io.tidegate.hub");
                clean.ping(); // the transport answers for the hub
                writer.publish(message(2), 2, false, 10);
                Wait.until("everybody is closed", LIMIT, () -> !clean.connected() && !writer.connected());
                gateway.awaitLog("event=server-unavailable", "client=writer", "no hub");
                gateway.awaitLog("event=server-unavailable", "client=clean", "no hub");
                assertFalse("nobody is let in meanwhile", connects(clean));

                gateway.console("bundle:start io.tidegate.hub");
                connect(writer);
                connect(kept);
                Wait.until("both have come", LIMIT, () -> history.entries().toString().contains("message=" + message(2)));
                Wait.until("all is settled", LIMIT, () -> writer.unsettled() == 0);
                assertEquals(Report.of(Checker.check(history.entries()), history.entries()), List.of(), Checker.check(history.entries()));
                assertTrue("the session was kept", history.entries().toString().contains("Connected[session=kept, connection=2, kept=true, present=true]"));
            }
        }
    }

    private static Message message(int number) {
        return new Message("writer", "t", number);
    }

    private static void connect(Client client) {
        Wait.until(client.clientId() + " is connected", LIMIT, () -> connects(client));
    }

    private static boolean connects(Client client) throws IOException {
        try {
            client.connect();
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
