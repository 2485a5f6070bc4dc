package io.tidegate.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.distribution.Archive.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code bin/tidegate} makes of its caller's environment. */
class EnvironmentIT extends OnTheArchive {
    private static final Map<String, String> PLAIN = Map.of();
    /** Of words that are not ASCII, in ASCII: whoever runs the tests may have such a locale too. */
    private static final String NAMES = """
        tidegate=$1 word=$(printf 'gr\\303\\266\\303\\237e') dir=$2/$(printf '\\316\\251')
        etc=$dir/var/lib/tidegate/etc
        mkdir -p "$etc"
        echo 'address = tcp://127.0.0.1:0' >"$etc/io.tidegate.listener-default.cfg"
        printf 'subscribe.topic = a\\npublish.topic = b\\n' >"$etc/io.tidegate.rule-$word.cfg"
        trap '"$tidegate" stop -w "$dir"' EXIT
        "$tidegate" start -w "$dir"
        "$tidegate" client -w "$dir" rule:info "$word"
        """;

    @Test
    void namesAreUtf8_inALocaleThatKnowsOnlyAscii() throws Exception {
        namesAreUtf8(Map.of("LC_ALL", "C", "LANG", "C"));
    }

    @Test
    void namesAreUtf8_inALocaleThatIsNotInstalled() throws Exception {
        namesAreUtf8(Map.of("LC_ALL", "xx_XX.UTF-8"));
    }

    private void namesAreUtf8(Map<String, String> locale) throws Exception {
        Ended ended = archive.call(locale, "sh", "-c", NAMES, "names", archive.home().resolve("bin/tidegate").toString(), dir.toString());
        assertEquals(0, ended.code(), ended.output());
        assertTrue(ended.output().contains("is running in " + dir.toRealPath() + "/\u03a9"), ended.output());
        assertTrue(ended.output().matches("(?s).*rules +gr\u00f6\u00dfe.*"), ended.output());
    }

    @Test
    void aDirectoryIsLookedForHere_notAlongCdpath() throws Exception {
        Path here = Files.createDirectory(archive.home().resolveSibling("gateway"));
        Files.createDirectory(dir.resolve("gateway"));
        Ended status = archive.tidegate(Map.of("CDPATH", dir.toString()), "status", "-w", "gateway");
        assertEquals(3, status.code(), status.output());
        assertTrue(status.output().contains("not running on " + here.toRealPath()), status.output());
    }

    @Test
    void aMarkThatCannotBeLaid_isNoReasonNotToStart() throws Exception {
        Path data = Files.createDirectories(dir.resolve("var/lib/tidegate/data"));
        listenOnAnyPort();
        Files.writeString(data.resolve("classes.jsa"), "of an earlier gateway");
        Files.createSymbolicLink(data.resolve("classes.used"), Path.of("/nonexistent/for/sure"));
        Ended start = archive.tidegate(PLAIN, "start", "-w", dir.toString());
        archive.tidegate(PLAIN, "stop", "-w", dir.toString());
        assertEquals(0, start.code(), start.output());
        assertFalse(start.output().contains("classes.used"), start.output());
    }

    /** A port for a debugger can be open once only. */
    @Test
    void check_doesWithoutTheOptionsOfTheGatewayThatRuns() throws Exception {
        listenOnAnyPort();
        Map<String, String> options = Map.of("TIDEGATE_JAVA_OPTS", "-XX:+NoSuchOption");
        Ended check = archive.tidegate(options, "check", "-w", dir.toString());
        assertEquals(0, check.code(), check.output());
        assertEquals(1, archive.tidegate(options, "run", "-w", dir.toString()).code(), "a gateway's are taken");
    }

    private void listenOnAnyPort() throws IOException {
        Path etc = Files.createDirectories(dir.resolve("var/lib/tidegate/etc"));
        Files.writeString(etc.resolve("io.tidegate.listener-default.cfg"), "address = tcp://127.0.0.1:0\n");
    }
}
