package io.tidegate.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Keeps a gateway's {@code etc/} in step with its installation without touching the operator's work.
 *
 * <table><caption>What happens to a file when the installation is another one than last time</caption>
 * <tr><th>file</th><th>then</th></tr>
 * <tr><td>the container's own ({@link #CONTAINERS_OWN})</td><td>renewed, whatever it says</td></tr>
 * <tr><td>not there, never given</td><td>copied</td></tr>
 * <tr><td>not there, but given before</td><td>stays away: the operator deleted it</td></tr>
 * <tr><td>as given</td><td>renewed</td></tr>
 * <tr><td>changed</td><td>kept, and said when the shipped one changed too</td></tr>
 * </table>
 *
 * <p>What was given stands in {@code etc/.tidegate-given}: the installation's mark, then {@code CRC NAME} per file. It is written
 * last, when all of that is on the disk, and that is left to {@link #bringUpToDate}'s caller: to have some thirty files synced takes
 * longer than a start may wait. {@code etc/.tidegate-giving} lies there from before the first file until then. Found at a start, the
 * power went or the gateway was killed in between, and all is done once more, with one rule more: a file that is only the beginning
 * of what was to be given is what is left of it, and renewed.
 */
final class EtcFiles {
    /** In these nobody edits: {@code custom.properties} and {@code custom.system.properties} are for that. */
    static final Set<String> CONTAINERS_OWN = Set.of(
        "startup.properties", "config.properties", "system.properties", "jre.properties", "profile.cfg",
        "distribution.info", "org.apache.karaf.features.cfg", "org.apache.karaf.features.xml",
        "org.apache.felix.fileinstall-deploy.cfg", "java.util.logging.properties");
    /** Written per gateway at its first start, and never given by one gateway's {@code etc/} to another's. */
    static final String DEFAULT_LISTENER = "io.tidegate.listener-default.cfg";
    private static final String GIVEN = ".tidegate-given";
    private static final String GIVING = ".tidegate-giving";
    private static final byte[] LISTENER = """
        # Written at the first start, because nothing else said what listens. Yours from now on.
        address = tcp://127.0.0.1:1883
        """.getBytes(StandardCharsets.UTF_8);

    private final Layout layout;
    private final Installation installation;
    private final Consumer<String> say;

    EtcFiles(Layout layout, Installation installation, Consumer<String> say) {
        this.layout = layout;
        this.installation = installation;
        this.say = say;
    }

    /** @return what is left to do, beside the start: has the disk keep all of it, then writes down that it was given */
    Runnable bringUpToDate() throws IOException {
        Path record = layout.etc().resolve(GIVEN);
        Path giving = layout.etc().resolve(GIVING);
        List<String> before = Files.exists(record) ? Files.readAllLines(record) : List.of();
        boolean first = before.isEmpty();
        boolean brokenOff = Files.exists(giving) || first && Files.exists(record);
        if (!first && !brokenOff && before.get(0).equals(installation.mark())) {
            return () -> { };
        }
        if (!Files.exists(giving)) {
            Files.createFile(giving);
        }
        Map<String, String> given = layout.state().equals(layout.home()) ? Map.of() : renew(parse(before), brokenOff);
        if (first) {
            writeDefaultListener(brokenOff);
        }
        return () -> settle(given, giving, record);
    }

    private Map<String, String> renew(Map<String, String> before, boolean brokenOff) throws IOException {
        Map<String, String> given = new TreeMap<>();
        Path source = layout.home().resolve("etc");
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                String name = source.relativize(file).toString();
                if (!name.startsWith(".") && !name.equals(DEFAULT_LISTENER)) {
                    given.put(name, sum(file));
                    renewOne(name, Files.readAllBytes(file), before.get(name), brokenOff);
                }
            }
        }
        return given;
    }

    private void renewOne(String name, byte[] shipped, String givenSum, boolean brokenOff) throws IOException {
        Path target = layout.etc().resolve(name);
        boolean there = Files.exists(target) && !(brokenOff && isRest(target, shipped));
        boolean changed = there && !sum(target).equals(givenSum);
        boolean deleted = !Files.exists(target) && givenSum != null;
        if (CONTAINERS_OWN.contains(name) || !changed && !deleted) {
            Files.createDirectories(target.getParent());
            writeWhole(target, shipped);
        } else if (changed && !sum(shipped).equals(givenSum) && !sum(shipped).equals(sum(target))) {
            say.accept("kept your " + target + "; this installation's is " + layout.home().resolve("etc").resolve(name));
        }
    }

    /** Whether a power cut has left this of it: nothing, its beginning, or that and zeros. */
    private static boolean isRest(Path file, byte[] whole) throws IOException {
        byte[] there = Files.readAllBytes(file);
        int length = there.length;
        while (length > 0 && there[length - 1] == 0) {
            length--;
        }
        return length < whole.length && Arrays.equals(there, 0, length, whole, 0, length);
    }

    /** Never half a file under the real name: a start may be killed at any instant. */
    private static void writeWhole(Path to, byte[] bytes) throws IOException {
        Path part = to.resolveSibling("." + to.getFileName() + ".part");
        Files.write(part, bytes);
        Files.move(part, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void writeDefaultListener(boolean brokenOff) throws IOException {
        Path file = layout.etc().resolve(DEFAULT_LISTENER);
        boolean there = Files.exists(file) && !(brokenOff && isRest(file, LISTENER));
        if (!there && !Files.exists(layout.applicationYml())) { // else the tree says itself what listens
            writeWhole(file, LISTENER);
        }
    }

    private void settle(Map<String, String> given, Path giving, Path record) {
        try {
            for (String name : given.keySet()) {
                force(layout.etc().resolve(name));
            }
            force(layout.etc().resolve(DEFAULT_LISTENER));
            StringBuilder text = new StringBuilder(installation.mark()).append('\n');
            given.forEach((name, sum) -> text.append(sum).append(' ').append(name).append('\n'));
            Path part = record.resolveSibling(GIVEN + ".part");
            Files.writeString(part, text);
            force(part);
            force(layout.etc()); // the names
            Files.move(part, record, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(layout.etc());
            Files.delete(giving);
        } catch (IOException e) {
            say.accept("the next start looks through etc/ once more: " + e);
        }
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (NoSuchFileException deleted) {
            return; // by the operator, or never given
        }
    }

    private static Map<String, String> parse(List<String> lines) {
        Map<String, String> given = new TreeMap<>();
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            int space = line.indexOf(' ');
            if (space > 0) {
                given.put(line.substring(space + 1), line.substring(0, space));
            }
        }
        return given;
    }

    private static String sum(Path file) throws IOException {
        return sum(Files.readAllBytes(file));
    }

    private static String sum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return Long.toHexString(crc.getValue());
    }
}
