package io.tidegate.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
 * <p>What was given stands in {@code etc/.tidegate-given}: the installation's mark, then {@code CRC NAME} per file.
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

    private final Layout layout;
    private final Installation installation;
    private final Consumer<String> say;

    EtcFiles(Layout layout, Installation installation, Consumer<String> say) {
        this.layout = layout;
        this.installation = installation;
        this.say = say;
    }

    void bringUpToDate() throws IOException {
        Path record = layout.etc().resolve(GIVEN);
        boolean first = !Files.exists(record);
        List<String> before = first ? List.of("") : Files.readAllLines(record);
        if (before.isEmpty() || !before.get(0).equals(installation.mark())) {
            Map<String, String> given = layout.state().equals(layout.home()) ? Map.of() : renew(parse(before));
            write(record, given);
        }
        if (first) {
            writeDefaultListener();
        }
    }

    private Map<String, String> renew(Map<String, String> before) throws IOException {
        Map<String, String> given = new TreeMap<>();
        Path source = layout.home().resolve("etc");
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                String name = source.relativize(file).toString();
                if (!name.startsWith(".") && !name.equals(DEFAULT_LISTENER)) {
                    given.put(name, sum(file));
                    renewOne(name, file, before.get(name));
                }
            }
        }
        return given;
    }

    private void renewOne(String name, Path shipped, String givenSum) throws IOException {
        Path target = layout.etc().resolve(name);
        boolean there = Files.exists(target);
        boolean changed = there && !sum(target).equals(givenSum);
        boolean deleted = !there && givenSum != null;
        if (CONTAINERS_OWN.contains(name) || !changed && !deleted) {
            Files.createDirectories(target.getParent());
            copyWhole(shipped, target);
        } else if (changed && !sum(shipped).equals(givenSum) && !sum(shipped).equals(sum(target))) {
            say.accept("kept your " + target + "; this installation's is " + shipped);
        }
    }

    /** Never half a file under the real name: a start may be killed at any instant. */
    private static void copyWhole(Path from, Path to) throws IOException {
        Path part = to.resolveSibling("." + to.getFileName() + ".part");
        Files.write(part, Files.readAllBytes(from));
        Files.move(part, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void writeDefaultListener() throws IOException {
        Path file = layout.etc().resolve(DEFAULT_LISTENER);
        if (Files.exists(layout.applicationYml()) || Files.exists(file)) {
            return; // the tree says itself what listens
        }
        Files.writeString(file, """
            # Written at the first start, because nothing else said what listens. Yours from now on.
            address = tcp://127.0.0.1:1883
            """);
    }

    private void write(Path record, Map<String, String> given) throws IOException {
        StringBuilder text = new StringBuilder(installation.mark()).append('\n');
        given.forEach((name, sum) -> text.append(sum).append(' ').append(name).append('\n'));
        Path part = record.resolveSibling(GIVEN + ".part");
        Files.write(part, text.toString().getBytes(StandardCharsets.UTF_8));
        Files.move(part, record, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Map<String, String> parse(List<String> lines) {
        Map<String, String> given = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int space = line.indexOf(' ');
            if (space > 0) {
                given.put(line.substring(space + 1), line.substring(0, space));
            }
        }
        return given;
    }

    private static String sum(Path file) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(Files.readAllBytes(file));
        return Long.toHexString(crc.getValue());
    }
}
