package io.tidegate.shell.internal.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.security.AccessController;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import javax.security.auth.Subject;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.Registry;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.junit.jupiter.api.Test;

class KarafCommandLinesTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Callable<Object> command = () -> null;
    private int looks;

    /** Gogo's is not visible here; it is recognised by its simple name. */
    private static final class CommandNotFoundException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CommandNotFoundException(String name) {
            super("Command not found: " + name);
        }
    }

    private <T> T fake(Class<T> type, java.lang.reflect.InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private boolean execute(String line) {
        Command own = fake(Command.class, (p, m, a) -> m.getName().equals("getScope") ? "hub" : "clients");
        Command karafs = fake(Command.class, (p, m, a) -> m.getName().equals("getScope") ? "bundle" : "list");
        Registry registry = fake(Registry.class, (p, m, a) -> ++looks > 1 ? List.of(own, karafs) : List.of(own));
        Session session = fake(Session.class, (p, m, a) -> switch (m.getName()) {
            case "execute" -> command.call();
            case "getRegistry" -> registry;
            default -> null;
        });
        SessionFactory factory = fake(SessionFactory.class, (p, m, a) -> session);
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        try (CommandLines.Interpreter interpreter = new KarafCommandLines(factory).open(out)) {
            return interpreter.execute(line);
        }
    }

    private String output() {
        return bytes.toString(StandardCharsets.UTF_8).strip();
    }

    @Test
    void execute_hasAllRoles() {
        command = () -> Subject.getSubject(AccessController.getContext()).getPrincipals(RolePrincipal.class).stream()
                .map(RolePrincipal::getName).sorted().collect(Collectors.joining(" "));
        assertTrue(execute("x"));
        assertEquals("admin manager systembundles viewer", output());
    }

    @Test
    void execute_waitsForCommandsThatComeLater() {
        command = () -> looks > 1 ? "all there" : "too early";
        assertTrue(execute("bundle:list"));
        assertEquals("all there", output());
    }

    @Test
    void execute_failureWithASentence_isThatSentenceWithoutTrace() {
        command = () -> {
            throw new IllegalArgumentException("no rule x");
        };
        assertFalse(execute("rule:info x"));
        assertEquals("Error: no rule x", output());
    }

    @Test
    void execute_unknownCommand_namesTheNearest() {
        command = () -> {
            throw new CommandNotFoundException("hub:clinets");
        };
        assertFalse(execute("hub:clinets"));
        assertEquals("Error: no command hub:clinets, did you mean hub:clients? (\"help\" lists all)", output());
    }

    @Test
    void execute_bugWithoutASentence_pointsToTheLog() {
        command = () -> {
            throw new NullPointerException();
        };
        assertFalse(execute("hub:clients"));
        assertEquals("Error: NullPointerException in hub:clients, see the log", output());
    }
}
