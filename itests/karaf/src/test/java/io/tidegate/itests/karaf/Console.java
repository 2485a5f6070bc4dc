package io.tidegate.itests.karaf;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.PrivilegedExceptionAction;
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
}
