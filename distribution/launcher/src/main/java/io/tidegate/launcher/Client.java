package io.tidegate.launcher;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.SocketTimeoutException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** Entry of {@code tidegate client}, {@code status}, {@code stop} and of the waiting halves of {@code start}
 * and {@code check}. */
public final class Client {
    private static final Duration STATUS_LIMIT = Duration.ofSeconds(30);

    private final Layout layout;
    private final PrintStream out;

    private Client(Layout layout, PrintStream out) {
        this.layout = layout;
        this.out = out;
    }

    /** @param args a verb and its arguments, checked by {@code bin/tidegate} */
    public static void main(String[] args) {
        int code;
        try {
            String[] words = Arrays.copyOfRange(args, 1, args.length);
            code = new Client(Layout.fromSystemProperties(), System.out).run(args[0], words);
        } catch (Refusal refused) {
            System.err.println("tidegate: " + refused.getMessage());
            code = refused.exitCode();
        } catch (IOException e) {
            System.err.println("tidegate: " + e.getMessage());
            code = Refusal.FAILED;
        }
        System.out.flush();
        System.exit(code);
    }

    private int run(String verb, String[] words) throws IOException, Refusal {
        return switch (verb) {
            case "client" -> words.length == 0 ? interactive() : one(CommandLine.of(words));
            case "status" -> status("gateway:status" + (words.length > 0 ? " --json" : ""));
            case "stop" -> Stop.run(layout, out);
            case "check" -> new Check(layout, Long.parseLong(words[0]), words[1], out).run();
            case "await" -> new Await(layout, Long.parseLong(words[0]), Long.parseLong(words[1]), out).run();
            default -> throw new Refusal(Refusal.USAGE, "unknown verb " + verb);
        };
    }

    private int one(String command) throws IOException, Refusal {
        try (ControlConnection connection = connect()) {
            return connection.execute(command, out);
        }
    }

    /** What watches a gateway asks this: a gateway that is silent is an answer too. */
    private int status(String command) throws IOException, Refusal {
        try (ControlConnection connection = connect()) {
            return connection.execute(command, out, STATUS_LIMIT);
        } catch (SocketTimeoutException silent) {
            throw new Refusal(Refusal.FAILED, "the gateway on " + layout.dir() + " runs but does not answer within "
                + STATUS_LIMIT.toSeconds() + " s");
        }
    }

    /** Line by line until the input ends or says {@code exit}; the last command's code is ours. */
    private int interactive() throws IOException, Refusal {
        Console terminal = System.console();
        int code = 0;
        try (ControlConnection connection = connect()) {
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
            while (true) {
                if (terminal != null) {
                    out.print("tidegate> ");
                    out.flush();
                }
                String line = lines.readLine();
                if (line == null || line.trim().matches("exit|quit|logout")) {
                    return code;
                }
                if (!line.isBlank()) {
                    code = connection.execute(line, out);
                }
            }
        }
    }

    private ControlConnection connect() throws IOException, Refusal {
        Optional<ProcessHandle> running = RunningGateway.find(layout.pidFile());
        if (running.isEmpty()) {
            throw new Refusal(Refusal.NOT_RUNNING, "not running on " + layout.dir());
        }
        try {
            return ControlConnection.open(layout);
        } catch (IOException e) {
            throw new Refusal(Refusal.FAILED, "pid " + running.get().pid() + " runs on " + layout.dir()
                + " but does not answer on its control socket (starting, or its bundle 'shell' is stopped): "
                + e.getMessage());
        }
    }
}
