package io.tidegate.config.yaml.internal.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.config.Problem.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the files hold, reading answers; and what it could not take it says. */
class DamagedTreeTest {
    private static final int ROUNDS = 4000;
    private static final long SEED = 20191122;
    private static final String[] PIECES = {"\n", ":", "- ", "[", "]", "{", "}", "'", "\"", "&a ", "*a", "<<: ", "{{.X}}", "\t", "#", "!!set ", "? ",
        "|", ">", "---\n", "\u0000", "0", "-1", "é", "null", "  ", "%", "@", "services:", "functions:\n"};
    private static final Present PRESENT = new Present() {
        @Override
        public String hash(String username, String plain) {
            return "hash";
        }

        @Override
        public Optional<Boolean> operatorAccepts(String username, String plain) {
            return Optional.empty();
        }

        @Override
        public boolean has(String pid) {
            return false;
        }
    };
    @TempDir
    Path dir;

    private Tree read() {
        return new TreeReader(dir, Map.of(), PRESENT, MasterFile.DEFAULT_GRACE).read();
    }

    private List<Path> copyTutorial() throws IOException {
        Path shipped = Path.of("../../config/tutorial").toAbsolutePath().normalize();
        try (Stream<Path> files = Files.walk(shipped)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".yml")).toList()) {
                Path target = dir.resolve(shipped.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
        Files.createDirectories(dir.resolve("etc/baetyl"));
        Files.writeString(dir.resolve(MasterFile.NAME), "mode: native\ngrace: 5s\nlogger:\n  level: debug\n");
        try (Stream<Path> files = Files.walk(dir)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Test
    void damagedFiles_neverThrow_andNothingIsLostSilently() throws IOException {
        List<Path> files = copyTutorial();
        Random random = new Random(SEED);
        int whole = read().entries().size();
        for (int round = 0; round < ROUNDS; round++) {
            Path file = files.get(random.nextInt(files.size()));
            byte[] good = Files.readAllBytes(file);
            byte[] bad = damage(good, random);
            Files.write(file, bad);
            Tree tree = read();
            boolean said = !tree.problems().isEmpty() || tree.services().stream().anyMatch(r -> !r.reason().isEmpty());
            assertTrue(tree.entries().size() == whole || said || tree.services().size() != 3 || tree.entries().size() > whole
                    || isFewer(bad, good), () -> "lost in silence: " + file + "\n" + new String(bad, StandardCharsets.UTF_8));
            Files.write(file, good);
        }
        assertEquals(whole, read().entries().size());
    }

    /** A list that became shorter by the damage is a smaller list, not a loss. */
    private static boolean isFewer(byte[] bad, byte[] good) {
        return new String(bad, StandardCharsets.UTF_8).lines().filter(l -> l.strip().startsWith("- ")).count()
                < new String(good, StandardCharsets.UTF_8).lines().filter(l -> l.strip().startsWith("- ")).count();
    }

    private static byte[] damage(byte[] good, Random random) {
        String text = new String(good, StandardCharsets.UTF_8);
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(text.length() + 1);
            int to = Math.min(text.length(), at + random.nextInt(12));
            text = switch (random.nextInt(4)) {
                case 0 -> text.substring(0, at);
                case 1 -> text.substring(0, at) + text.substring(to);
                default -> text.substring(0, at) + PIECES[random.nextInt(PIECES.length)] + text.substring(at);
            };
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void controlCharactersInValues_areEscapedInWhatIsSaid() throws IOException {
        copyTutorial();
        Files.writeString(dir.resolve("var/db/baetyl/localhub-conf/service.yml"), "listen:\n  - \"tcp://x\\n2026 ERROR forged \\e[31m\"\n");
        String said = read().problems().stream().filter(p -> p.severity() == Severity.ERROR).findFirst().orElseThrow().message();
        assertTrue(said.contains("\\u000a2026 ERROR forged \\u001b[31m"), said);
        assertFalse(said.chars().anyMatch(Character::isISOControl));
    }
}
