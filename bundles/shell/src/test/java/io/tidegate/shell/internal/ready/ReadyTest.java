package io.tidegate.shell.internal.ready;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.shell.internal.status.Report;
import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadyTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Configured ONE_LISTENER = new Configured(List.of("io.tidegate.listener~a"), List.of(), List.of());

    private static StatusRow listener(String state, String ports) {
        return StatusRow.of("listener", "a", state, NOW.minusSeconds(10)).withPids(List.of("io.tidegate.listener~a"))
                .withDetails(Map.of(Status.DETAIL_PORTS, ports));
    }

    private static StatusRow row(String kind, String state, int secondsAgo) {
        return StatusRow.of(kind, "x", state, NOW.minusSeconds(secondsAgo));
    }

    private static String missing(boolean tree, StatusRow... rows) {
        return Readiness.missing(tree, ONE_LISTENER, List.of(rows), NOW).orElse("");
    }

    @Test
    void missing_frameworkOrListenerOrTree_isNamed() {
        StatusRow up = listener(Status.RUNNING, "");
        assertTrue(missing(false).contains("io.tidegate.listener~a has not said"));
        assertTrue(missing(true, up).contains("application.yml"));
        assertTrue(missing(false, listener(Status.STARTING, "")).contains("listener a is STARTING"));
        assertEquals("", missing(false, up));
    }

    @Test
    void missing_failedThings_doNotHoldUpTheStart() {
        assertEquals("", missing(false, listener(Status.FAILED, ""), row("rule", Status.FAILED, 0), row("service", Status.UNSUPPORTED, 0)));
    }

    @Test
    void missing_treeThatCannotBeRead_isAnAnswer() {
        assertEquals("", missing(true, listener(Status.RUNNING, ""), row("file", Status.FAILED, 0)));
    }

    @Test
    void missing_waitingForAMoment_isAStep_forLongerIsAState() {
        assertTrue(missing(false, listener(Status.RUNNING, ""), row("rule", Status.WAITING, 1)).contains("rule x"));
        assertEquals("", missing(false, listener(Status.RUNNING, ""), row("rule", Status.WAITING, 2)));
    }

    @Test
    void missing_thingOfAServiceWithoutARow_isNamed() {
        StatusRow service = row("service", Status.RUNNING, 5).withPids(List.of("io.tidegate.rule~r", "io.tidegate.principal~p"));
        assertTrue(missing(true, listener(Status.RUNNING, ""), service).contains("io.tidegate.rule~r of service x"));
    }

    @Test
    void unreachable_failedListener_isTheReason() {
        assertEquals(Optional.of("listener a: in use"), Readiness.unreachable(List.of(listener(Status.FAILED, "").withReason("in use"))));
        assertEquals(Optional.empty(), Readiness.unreachable(List.of(listener(Status.RUNNING, ""), row("rule", Status.FAILED, 1))));
    }

    @Test
    void unreachable_refusedFileLeavesNoListener_isTheReason() {
        StatusRow file = row("file", Status.FAILED, 1).withReason("service.yml:4: is not YAML");
        assertEquals(Optional.of("nothing listens: file x: service.yml:4: is not YAML"), Readiness.unreachable(List.of(file)));
        assertEquals(Optional.empty(), Readiness.unreachable(List.of(listener(Status.RUNNING, ""), file)));
        assertEquals(Optional.empty(), Readiness.unreachable(List.of(row("rule", Status.FAILED, 1))));
    }

    @Test
    void address_isWhatReachesIt() {
        assertEquals(Optional.of(" -p 1883"), Address.of(listener(Status.RUNNING, "0.0.0.0:1883")).map(Address::options));
        assertEquals(Optional.of(" -p 1884"), Address.of(listener(Status.RUNNING, "tcp://[::]:1884")).map(Address::options));
        assertEquals(Optional.of(" -h 10.0.0.1 -p 1"), Address.of(listener(Status.RUNNING, "10.0.0.1:1")).map(Address::options));
        assertEquals(Optional.of(" -h fe80::1 -p 1"), Address.of(listener(Status.RUNNING, "[fe80::1]:1")).map(Address::options));
        assertEquals(Optional.empty(), Address.of(listener(Status.FAILED, "")));
    }

    private static String summary(Configured configured, StatusRow... rows) {
        return StartSummary.text(Report.of("0.1.0", "/d", NOW, NOW, List.of(rows)), configured, Path.of("/d/etc"));
    }

    @Test
    void summary_tutorial_namesTheTwoCommandsAndNoPassword() {
        Configured tutorial = new Configured(List.of(), List.of(new Configured.Rule("r", "t", "t/hi")),
                List.of(new Configured.Principal("test", "var/db/baetyl/localhub-conf/service.yml:4", List.of("#"), List.of("#"))));
        assertEquals("""
                Tidegate 0.1.0 is running in /d
                  listeners   127.0.0.1:1883
                  rules       r (t -> t/hi)
                  functions   none
                  principals  1

                Try it (the password of test stands in var/db/baetyl/localhub-conf/service.yml:4):
                  mosquitto_sub -p 1883 -u test -P ... -t t/hi -v
                  mosquitto_pub -p 1883 -u test -P ... -t t -m '{"id":10}'""",
                summary(tutorial, listener(Status.RUNNING, "127.0.0.1:1883"), StatusRow.of("rule", "r", Status.RUNNING, NOW)));
    }

    @Test
    void summary_withoutPrincipal_saysWhatToWrite() {
        String text = summary(new Configured(List.of(), List.of(), List.of()), listener(Status.RUNNING, "127.0.0.1:1883"));
        assertTrue(text.contains("write /d/etc/io.tidegate.principal-test.cfg"), text);
        assertTrue(text.contains("gateway:password"), text);
        assertFalse(text.contains("mosquitto"), text);
    }

    @Test
    void summary_refusedFile_isWhatToMendAndNotAPrincipal() {
        String text = summary(new Configured(List.of(), List.of(), List.of()), row("file", Status.FAILED, 1).withReason("service.yml:4"));
        assertTrue(text.contains("service.yml:4"), text);
        assertTrue(text.contains("until the file named above is mended"), text);
        assertFalse(text.contains("principal-test.cfg"), text);
    }

    @Test
    void summary_wildcardsAndOddNames_makeCommandsThatWork() {
        Configured odd = new Configured(List.of(), List.of(new Configured.Rule("r", "a/+/#", "o k")),
                List.of(new Configured.Principal("it's", "", List.of("#"), List.of("#"))));
        String text = summary(odd, listener(Status.RUNNING, ":1883"));
        assertTrue(text.contains("-u 'it'\\''s' -P ... -t 'o k' -v"), text);
        assertTrue(text.contains("-t a/x/x -m"), text);
    }

    @Test
    void summary_whatIsNotWell_hasItsReason() {
        String text = summary(new Configured(List.of(), List.of(), List.of()), listener(Status.FAILED, "").withReason("in use"));
        assertTrue(text.contains("Not well:\n  listener a FAILED: in use"), text);
    }

    @Test
    void summary_severalPrincipals_takesOneWhoMay() {
        Configured several = new Configured(List.of(), List.of(new Configured.Rule("r", "t/+", "out")),
                List.of(new Configured.Principal("a", "", List.of("x"), List.of("#")),
                        new Configured.Principal("b", "", List.of("t/#"), List.of("y")),
                        new Configured.Principal("c", "", List.of("t/#"), List.of("out"))));
        String summary = summary(several, listener(Status.RUNNING, "127.0.0.1:1883"));
        assertTrue(summary.contains("-u c "), summary);
    }
}
