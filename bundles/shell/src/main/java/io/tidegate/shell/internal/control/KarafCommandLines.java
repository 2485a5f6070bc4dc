package io.tidegate.shell.internal.control;

import io.tidegate.shell.internal.text.Nearest;
import java.io.InputStream;
import java.io.PrintStream;
import java.security.PrivilegedAction;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import javax.security.auth.Subject;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes lines in Karaf sessions with all of Karaf's roles: who may connect to the socket is the gateway's own user,
 * who may do everything. Without the roles Karaf answers "command not found" for what they guard.
 */
final class KarafCommandLines implements CommandLines {
    private static final Logger LOG = LoggerFactory.getLogger(KarafCommandLines.class);
    private static final List<String> ROLES = List.of("admin", "manager", "viewer", "systembundles");

    /** A scope that only this bundle's commands have, and one of Karaf's own, which begin behind the gateway. */
    private static final Set<String> SCOPES = Set.of("hub", "bundle");
    private static final long COMMANDS_NANOS = 10_000_000_000L;
    private static final long LOOK_NANOS = 20_000_000L;

    private final SessionFactory sessions;

    KarafCommandLines(SessionFactory sessions) {
        this.sessions = Objects.requireNonNull(sessions);
    }

    @Override
    public Interpreter open(PrintStream out) {
        Subject subject = new Subject();
        subject.getPrincipals().add(new UserPrincipal("local"));
        ROLES.forEach(role -> subject.getPrincipals().add(new RolePrincipal(role)));
        Session session = as(subject, () -> sessions.create(InputStream.nullInputStream(), out, out));
        return new Interpreter() {
            @Override
            public boolean execute(String line) {
                return as(subject, () -> KarafCommandLines.this.execute(session, line, out));
            }

            @Override
            public void close() {
                as(subject, () -> {
                    session.close();
                    return null;
                });
            }
        };
    }

    private boolean execute(Session session, String line, PrintStream out) {
        try {
            awaitCommands(session);
            Object result = session.execute(line);
            if (result != null) {
                out.println(result);
            }
            return true;
        } catch (Exception | StackOverflowError | LinkageError failure) {
            out.println("Error: " + sentence(session, line, failure));
            return false;
        } finally {
            out.flush();
        }
    }

    /**
     * At a start, and while this bundle is being replaced, the socket can be there a moment before Karaf has taken up
     * all commands.
     */
    private static void awaitCommands(Session session) {
        long start = System.nanoTime();
        while (!session.getRegistry().getCommands().stream().map(Command::getScope).collect(Collectors.toSet()).containsAll(SCOPES)
                && System.nanoTime() - start < COMMANDS_NANOS && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static String sentence(Session session, String line, Throwable failure) {
        String kind = failure.getClass().getSimpleName();
        if (kind.equals("CommandNotFoundException")) { // Gogo's, not exported by Karaf's API
            String name = failure.getMessage().replaceFirst("(?i)^command not found: *", "");
            return "no command " + name + Nearest.hint(name, names(session)) + " (\"help\" lists all)";
        }
        if (failure.getMessage() == null || failure instanceof LinkageError) {
            LOG.error("event=command-failed command={}", line.split("\\s", 2)[0], failure);
            return kind + " in " + line.split("\\s", 2)[0] + ", see the log";
        }
        LOG.debug("event=command-failed command={}", line.split("\\s", 2)[0], failure);
        return failure.getMessage().strip();
    }

    private static List<String> names(Session session) {
        return session.getRegistry().getCommands().stream().map(c -> c.getScope() + ":" + c.getName()).toList();
    }

    private static <T> T as(Subject subject, PrivilegedAction<T> action) {
        return Subject.doAs(subject, action);
    }
}
