package io.tidegate.deploy.internal.etc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EtcFilesTest {
    private static final String PID = "io.tidegate.rule~r";
    private static final String TEXT = "# what it is for\ntopic = t\n\n# who\nuser = ${env:WHO}\nword = $[secret:w]\nsize=gr\u00f6\u00dfe\n";
    private static final Map<String, Object> FILLED = Map.of("topic", "t", "user", "me", "word", "$[secret:w]", "size", "gr\u00f6\u00dfe");

    @TempDir
    private Path etc;
    private Path file;
    private EtcFiles files;

    @BeforeEach
    void take() throws IOException {
        Form properties = new PropertiesForm(StandardCharsets.UTF_8, name -> name.equals("env:WHO") ? "me" : null);
        files = new EtcFiles(f -> Optional.of(f.toString().endsWith(".json") ? new JsonForm() : properties), StandardCharsets.UTF_8);
        file = etc.resolve("io.tidegate.rule-r.cfg");
        Files.writeString(file, TEXT);
        files.updated(PID, of(FILLED), true);
    }

    private Hashtable<String, Object> of(Map<String, ?> values) {
        Hashtable<String, Object> all = new Hashtable<>(values);
        all.put("service.pid", PID);
        all.put("service.factoryPid", "io.tidegate.rule");
        all.put("felix.fileinstall.filename", file.toUri().toString());
        return all;
    }

    private Hashtable<String, Object> with(String key, Object value) {
        Hashtable<String, Object> all = of(FILLED);
        all.put(key, value);
        return all;
    }

    @Test
    void updatedByItsFile_isNotWritten_whateverTheFileSaysByNow() throws IOException {
        Files.writeString(file, TEXT.replace("= t", "= newer"));
        Object before = Files.getLastModifiedTime(file);
        files.updated(PID, with("topic", "new"), true);
        assertEquals(TEXT.replace("= t", "= newer"), Files.readString(file));
        assertEquals(before, Files.getLastModifiedTime(file));
        Files.writeString(file, TEXT); // saved once more, as it was at first
        files.updated(PID, with("topic", "new"), true);
        assertEquals(TEXT, Files.readString(file));
    }

    @Test
    void updatedByOthers_isWritten_commentsAndPlaceholdersStay_andNothingElseLiesThere() throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Hashtable<String, Object> next = with("topic", "u");
        next.remove("size");
        next.put("more", "m");
        files.updated(PID, next, false);
        assertEquals(TEXT.replace("= t", "= u").replace("size=gr\u00f6\u00dfe\n", "more = m\n"), Files.readString(file));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (var all = Files.list(etc)) {
            assertEquals(List.of(file), all.toList());
        }
        files.updated(PID, with("topic", "v"), false);
        assertTrue(Files.readString(file).contains("v"), "and again");
    }

    @Test
    void updatedByOthers_toWhatTheFileSaysAlready_isNotWritten() throws IOException {
        Files.writeString(file, TEXT.replace("= t", "= console"));
        Object before = Files.getLastModifiedTime(file);
        Hashtable<String, Object> unfilled = with("topic", "console"); // as Karaf's commands do: the file, then this
        unfilled.put("user", "${env:WHO}");
        files.updated(PID, unfilled, false);
        assertEquals(before, Files.getLastModifiedTime(file));
        assertEquals(TEXT.replace("= t", "= console"), Files.readString(file));
    }

    @Test
    void updatedByOthers_whileAnEditIsNotTaken_theEditStays() throws IOException {
        Files.writeString(file, TEXT.replace("= t", "= edited"));
        files.updated(PID, with("topic", "program"), false);
        assertEquals(TEXT.replace("= t", "= edited"), Files.readString(file));
    }

    @Test
    void deletedByOthers_fileGoes_butNotOneThatWasEditedSince() throws IOException {
        files.deleted(PID, false);
        assertFalse(Files.exists(file));
        Files.writeString(file, TEXT);
        files.updated(PID, of(FILLED), true);
        Files.writeString(file, TEXT + "# a word more\n");
        files.deleted(PID, false);
        assertFalse(Files.exists(file), "says the same");
        Files.writeString(file, TEXT);
        files.updated(PID, of(FILLED), true);
        Files.writeString(file, TEXT.replace("= t", "= edited"));
        files.deleted(PID, false);
        assertTrue(Files.exists(file));
    }

    @Test
    void deletedByOthers_anEmptyFileGoesToo_andUpdatedByOthers_itIsKept() throws IOException {
        Files.writeString(file, "\n");
        files.updated(PID, with("topic", "u"), false);
        assertEquals("\n", Files.readString(file));
        files.deleted(PID, false);
        assertFalse(Files.exists(file));
    }

    @Test
    void deletedBecauseItsFileWent_oneThatIsThereAgain_stays() {
        files.deleted(PID, true);
        assertTrue(Files.exists(file));
    }

    @Test
    void aTypedFile_andJson_keepTheirTypes() throws IOException {
        file = etc.resolve("io.tidegate.rule-typed.config");
        Files.writeString(file, "topic=\"t\"\nqos=I\"1\"\ntags=[\"a\",\"b c\"]\n");
        files.updated(PID, of(Map.of("topic", "t", "qos", 1, "tags", new String[] {"a", "b c"})), true);
        files.updated(PID, of(Map.of("topic", "t", "qos", 2, "tags", new String[] {"a", "b c"})), false);
        assertTrue(Files.readString(file).contains("I\"2\""), Files.readString(file));

        file = etc.resolve("io.tidegate.rule-json.cfg.json");
        Files.writeString(file, "{ \"topic\": \"t\", \"qos\": 1 }");
        files.updated(PID, of(Map.of("topic", "t", "qos", 1L)), true);
        files.updated(PID, of(Map.of("topic", "t", "qos", 2L)), false);
        assertEquals(Map.of("topic", "t", "qos", 2L), new JsonForm().read(file));
    }
}
