package io.tidegate.itests.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** docs/configuration.md says what the bundles declare: every PID, key and default, and nothing else. */
class ConfigurationPageIT {
    private static final List<Declared> DECLARED = new ArrayList<>();
    private static Map<String, Map<String, String>> page;

    @BeforeAll
    static void read() throws Exception {
        for (BuiltBundle bundle : BuiltBundle.all().values()) {
            DECLARED.addAll(Declared.of(bundle));
        }
        page = ConfigurationPage.read();
        assertTrue(DECLARED.size() > 40, "declared: " + DECLARED);
    }

    @Test
    void everyPidHasItsSection() {
        assertEquals(DECLARED.stream().map(Declared::pid).collect(Collectors.toCollection(TreeSet::new)),
            new TreeSet<>(page.keySet()));
    }

    @Test
    void everyKeyHasItsRowAndNoRowIsInvented() {
        for (Map.Entry<String, Map<String, String>> section : page.entrySet()) {
            Set<String> keys = DECLARED.stream().filter(d -> d.pid().equals(section.getKey())).map(Declared::key)
                .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(keys, new TreeSet<>(section.getValue().keySet()), section.getKey());
        }
    }

    @Test
    void defaultsAreTheDeclaredOnes() {
        List<String> wrong = new ArrayList<>();
        for (Declared declared : DECLARED) {
            String said = page.getOrDefault(declared.pid(), Map.of()).get(declared.key());
            if (said == null || !agrees(declared, said)) {
                wrong.add(declared + ": the page says " + said + ", declared is " + declared.byDefault());
            }
        }
        assertEquals(List.of(), wrong);
    }

    private static boolean agrees(Declared declared, String said) {
        if (declared.required()) {
            return said.equals("*required*");
        }
        if (declared.byDefault() == null || declared.byDefault().isEmpty()) {
            // none, or one that the bundle finds itself, in words: the name of the file
            return !said.equals("*required*") && !said.startsWith("`");
        }
        boolean alone = DECLARED.stream().filter(d -> d.pid().equals(declared.pid()) && d.key().equals(declared.key())).count() == 1;
        String value = "`" + declared.byDefault() + "`";
        return alone ? said.equals(value) : said.contains(value); // two bundles share a PID: `32m` (memory), `1g` (file)
    }

    @Test
    void everySectionNamesTheFile() throws Exception {
        String text = Files.readString(Tree.root().resolve("docs/configuration.md"));
        for (Declared declared : DECLARED) {
            String file = "etc/" + declared.pid() + (declared.factory() ? "-" : ".cfg");
            assertTrue(text.contains(file), () -> declared.pid() + ": " + file + " is not in the page");
        }
    }
}
