package io.tidegate.itests.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** docs/configuration.md says what the bundles declare: every PID, key, default, range and effect, and nothing else. */
class ConfigurationPageIT {
    /** Explained in the page: what a change of the key does to what runs. */
    private static final Pattern EFFECT = Pattern.compile("(live|reconnects these clients|new workers)([,;:] .*)?");
    private static List<Declared> declared;
    private static String page;

    @BeforeAll
    static void read() throws Exception {
        declared = Declared.all();
        page = ConfigurationPage.text();
        assertTrue(declared.size() > 40, "declared: " + declared);
    }

    @Test
    void everyPidHasItsTable() {
        assertEquals(declared.stream().map(Declared::pid).collect(Collectors.toCollection(TreeSet::new)),
            new TreeSet<>(ConfigurationPage.pids(page)));
    }

    @Test
    void thePageIsMadeOfWhatTheBundlesDeclare() {
        assertEquals(ConfigurationPage.made(page, declared), page, "./dev docs makes it anew");
    }

    @Test
    void everyKeySaysWhatItMeansWhatIsAllowedAndWhenItCounts() {
        List<Declared> incomplete = declared.stream().filter(d -> d.description().meaning().isEmpty() || d.description().allowed().isEmpty()
            || d.defaultText().isEmpty() || !EFFECT.matcher(d.description().inForce()).matches()).toList();
        assertEquals(List.of(), incomplete, "MEANING. Default: WORDS. Allowed: UNIT AND RANGE. In force: " + EFFECT);
    }

    @Test
    void everyEffectIsExplained() {
        for (String effect : List.of("live", "reconnects these clients", "new workers")) {
            assertTrue(page.contains("- **" + effect + "**"), () -> effect + " is not explained in the page");
        }
    }

    @Test
    void everySectionNamesTheFile() {
        for (Declared key : declared) {
            String file = "etc/" + key.pid() + (key.factory() ? "-" : ".cfg");
            assertTrue(page.contains(file), () -> key.pid() + ": " + file + " is not in the page");
        }
    }

    @Test
    void aDescriptionIsReadInItsParts() {
        assertEquals(new Description("what it. means", "NAME of the file", "1 to 2.5", "live; at once"),
            Description.of("what it. means. Default: NAME of the file. Allowed: 1 to 2.5. In force: live; at once"));
        assertEquals(new Description("alone", "", "", ""), Description.of("alone"));
    }
}
