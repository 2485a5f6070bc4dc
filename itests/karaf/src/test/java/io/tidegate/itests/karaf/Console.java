package io.tidegate.itests.karaf;

import static org.junit.Assert.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.security.auth.Subject;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;

/** The console inside the container, as an administrator uses it. */
final class Console {
    private final SessionFactory sessions;

    Console(SessionFactory sessions) {
        this.sessions = sessions;
    }

    /** Runs one command line. @return what it printed */
    String run(String command) throws Exception {
        Subject administrator = new Subject();
        for (String role : new String[] {"admin", "manager", "viewer", "systembundles"}) {
            administrator.getPrincipals().add(new RolePrincipal(role));
        }
        return Subject.doAs(administrator, (PrivilegedExceptionAction<String>) () -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
            Session session = sessions.create(new ByteArrayInputStream(new byte[0]), print, print);
            try {
                session.execute(command);
            } finally {
                session.close();
            }
            return out.toString(StandardCharsets.UTF_8);
        });
    }

    Status status() throws Exception {
        return Status.of(run("gateway:status --json"));
    }

    /** Waits until the tutorial's rule and listener run. */
    void awaitTutorial(Duration limit) {
        Wait.until("the rule runs", limit, () -> status().row("rule", "localfunc-1"), Status.Row::isRunning);
        Wait.until("the listener listens", limit, () -> status().row("listener", "localhub-1883"), Status.Row::isRunning);
    }

    /** Client to state and the time since when, to the millisecond; of {@code clients}, each of which must be there. */
    SortedMap<String, String> connectedSince(String... clients) throws Exception {
        SortedMap<String, String> since = new TreeMap<>();
        run("hub:clients --no-format").lines().map(line -> line.split("\t")).filter(row -> List.of(clients).contains(row[0]))
            .forEach(row -> since.put(row[0], row[2] + " since " + Instant.parse(row[3]).truncatedTo(ChronoUnit.MILLIS)));
        assertEquals(Set.of(clients), since.keySet());
        return since;
    }
}
