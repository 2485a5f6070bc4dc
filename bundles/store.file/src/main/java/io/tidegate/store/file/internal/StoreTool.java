package io.tidegate.store.file.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads a store that nobody runs: {@code verify} says whether all of it can be read and what recovery would find,
 * {@code dump} shows its queues, the entries of one, or its records. Writes nothing to it. One thread.
 */
public final class StoreTool {
    static final int GOOD = 0;
    /** Something is damaged, or it could not be read at all. */
    static final int BAD = 1;
    static final int WRONG_USAGE = 2;
    private static final String USAGE = """
            usage: verify|dump DIRECTORY   (DIRECTORY: the gateway's data/store; stop the gateway first)
              verify [--json]             reads every record; lists segments, what lives, and each damaged place
              dump [--json]               lists queues by name, and maps
              dump --queue NAME [--hex]   the living entries of one queue, as text or in hexadecimal
              dump --records              every record of every segment, payloads by their length
            """;

    private final PrintStream out;

    StoreTool(PrintStream out) {
        this.out = out;
    }

    /** Ends the process with 0: all is well, 1: something is damaged or it could not be read, 2: wrong usage. */
    public static void main(String[] args) {
        // What a queue is called comes from outside and may be in any script.
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.exit(new StoreTool(out).run(args));
    }

    int run(String... args) {
        List<String> rest = new ArrayList<>(List.of(args));
        String verb = rest.isEmpty() ? "" : rest.remove(0);
        String directory = rest.isEmpty() ? "" : rest.remove(0);
        boolean hex = rest.remove("--hex");
        boolean json = rest.remove("--json");
        boolean entries = rest.size() == 2 && rest.get(0).equals("--queue");
        boolean records = rest.equals(List.of("--records"));
        boolean usable = verb.equals("verify") && rest.isEmpty() && !hex
                || verb.equals("dump") && (rest.isEmpty() || entries || records) && (!hex || entries);
        if (!usable || directory.isEmpty() || json && (entries || records)) {
            out.print(USAGE);
            return WRONG_USAGE;
        }
        try {
            Path store = Path.of(directory);
            Disk disk = open(store);
            if (json) {
                return json(verb.equals("verify") ? verified(disk, store) : new Listing(out, disk).found());
            }
            if (verb.equals("verify")) {
                return new Verification(out, disk, store).run() ? GOOD : BAD;
            }
            Listing listing = new Listing(out, disk);
            boolean good = records ? new Records(out, disk, true).run() == 0
                    : entries ? listing.entries(rest.get(1), hex ? Listing.Form.HEX : Listing.Form.TEXT) : listing.queues();
            return good ? GOOD : BAD;
        } catch (IOException | RuntimeException e) {
            String sentence = "not read: " + e.getMessage();
            return json ? json(Map.of("good", false, "error", sentence)) : said(sentence);
        }
    }

    private int said(String sentence) {
        out.println(sentence);
        return BAD;
    }

    private static Map<String, Object> verified(Disk disk, Path store) throws IOException {
        Verification verification = new Verification(new PrintStream(OutputStream.nullOutputStream()), disk, store);
        verification.run();
        return verification.found;
    }

    private int json(Map<String, Object> found) {
        out.println(Json.of(found));
        return found.get("good").equals(true) ? GOOD : BAD;
    }

    private static Disk open(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new NoSuchFileException(directory.toString(), null, "there is no such directory");
        }
        String pid = RealDisk.user(directory);
        if (pid != null) {
            throw new IOException("a gateway is running on " + directory + ", pid " + pid
                    + ": stop it first, else what is read here changes meanwhile");
        }
        return RealDisk.unlocked(directory);
    }
}
