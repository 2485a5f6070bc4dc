package io.tidegate.shell.internal.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant T1 = T0.plusSeconds(60);
    private static final Instant NOW = T0.plusSeconds(120);

    private static StatusRow service(String name, String... pids) {
        return StatusRow.of("service", name, Status.RUNNING, T0).withPids(List.of(pids)).withDetails(Map.of(Status.DETAIL_IMAGE, "r/" + name + ":1"));
    }

    private static StatusRow function(String name, String state, int instances) {
        return StatusRow.of("function", name, state, T1).withPids(List.of("io.tidegate.function~" + name))
                .withDetails(Map.of(Status.DETAIL_INSTANCES, String.valueOf(instances)));
    }

    private static StatusRow listener(String state) {
        return StatusRow.of("listener", "l", state, T1).withPids(List.of("io.tidegate.listener~l")).withReason(state.equals(Status.RUNNING) ? "" : "in use")
                .withDetails(Map.of(Status.DETAIL_PORTS, "127.0.0.1:1883"));
    }

    private static Report report(StatusRow... rows) {
        return Report.of("0.1.0", "/d", T0, NOW, List.of(rows));
    }

    private static String text(Report report, boolean noFormat) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ReportText.print(report, new PrintStream(bytes, true, StandardCharsets.UTF_8), noFormat);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void functionService_hasTheSumOfItsFunctionsInstances() {
        StatusRow service = service("fs", "io.tidegate.function~a", "io.tidegate.function~b");
        Report report = report(service, function("a", Status.RUNNING, 2), function("b", Status.RUNNING, 1), function("c", Status.RUNNING, 9));
        assertEquals(3, report.services().get(0).instances());
        assertEquals(0, report(service).services().get(0).instances());
    }

    @Test
    void hubOrFunctionManager_isOneInstance_unsupportedOneNone() {
        assertEquals(1, report(service("hub", "io.tidegate.hub")).services().get(0).instances());
        StatusRow timer = StatusRow.of("service", "timer", Status.UNSUPPORTED, T0).withReason("not yet");
        assertEquals(0, report(timer).services().get(0).instances());
    }

    @Test
    void workerRows_areNoParts() {
        StatusRow worker = StatusRow.of("worker", "w", "FAILED", T1).withPids(List.of("io.tidegate.function~a"));
        ServiceLine line = report(service("fs", "io.tidegate.function~a"), function("a", Status.RUNNING, 1), worker).services().get(0);
        assertEquals(Status.RUNNING, line.state());
    }

    @Test
    void service_isAsBadAsItsWorstPart_withThatPartsReasonAndTime() {
        ServiceLine line = report(service("hub", "io.tidegate.listener~l"), listener(Status.FAILED)).services().get(0);
        assertEquals(new ServiceLine("hub", "r/hub:1", Status.FAILED, T1, "127.0.0.1:1883", 1, "listener l: in use"), line);
    }

    @Test
    void service_isWell_hasItsOwnTimeAndThePortsAsOpened() {
        ServiceLine line = report(service("hub", "io.tidegate.listener~l"), listener(Status.RUNNING)).services().get(0);
        assertEquals(new ServiceLine("hub", "r/hub:1", Status.RUNNING, T0, "127.0.0.1:1883", 1, ""), line);
    }

    @Test
    void text_tree_isOneTableLikeDockerPs() {
        String text = text(report(service("localhub", "io.tidegate.listener~l"), listener(Status.RUNNING),
                service("function-sayhi", "io.tidegate.function~sayhi"), function("sayhi", Status.RUNNING, 0)), false);
        assertEquals("""
                Tidegate 0.1.0   /d   up 2m 0s (since 2026-01-01 00:00:00Z)

                NAME             IMAGE                STATE     SINCE      PORTS            INSTANCES
                localhub         r/localhub:1         RUNNING   2m 0s ago  127.0.0.1:1883   1
                function-sayhi   r/function-sayhi:1   RUNNING   2m 0s ago                   0
                """.replace("2m 0s ago  ", "2m 0s ago   ").replace("SINCE      PORTS", "SINCE       PORTS"), text);
    }

    @Test
    void text_native_listsThingsAndWhatIsNotWellWithReason() {
        String text = text(report(listener(Status.FAILED), function("a", Status.RUNNING, 0)), false);
        assertTrue(text.contains("listener   l      FAILED    1m 0s ago   127.0.0.1:1883"), text);
        assertTrue(text.contains("Not well:") && text.contains("in use"), text);
        assertFalse(text.contains("IMAGE"), text);
    }

    @Test
    void text_thingOfEtcBesideATree_isShownToo() {
        String text = text(report(service("fs", "io.tidegate.function~a"), function("a", Status.RUNNING, 0), function("own", Status.RUNNING, 0)), false);
        assertTrue(text.contains("function   own"), text);
        assertFalse(text.contains("function   a "), text);
    }

    @Test
    void text_noFormat_beginsEveryLineWithItsKind() {
        assertEquals("gateway\t0.1.0\t/d\t2026-01-01T00:00:00Z\n"
                + "service\thub\tr/hub:1\tFAILED\t2026-01-01T00:01:00Z\t127.0.0.1:1883\t1\tlistener l: in use\n"
                + "not-well\tlistener\tl\tFAILED\t2026-01-01T00:01:00Z\tin use\n",
                text(report(service("hub", "io.tidegate.listener~l"), listener(Status.FAILED)), true));
    }

    @Test
    void json_hasServicesRowsAndNotWell() {
        JsonObject json = JsonParser.parseString(ReportJson.of(report(service("hub", "io.tidegate.listener~l"), listener(Status.FAILED)))).getAsJsonObject();
        assertEquals("0.1.0", json.get("version").getAsString());
        assertEquals("FAILED", json.getAsJsonArray("services").get(0).getAsJsonObject().get("state").getAsString());
        assertEquals(2, json.getAsJsonArray("rows").size());
        assertEquals("in use", json.getAsJsonArray("notWell").get(0).getAsJsonObject().get("reason").getAsString());
    }

    @Test
    void firstLine_isTheInnermostCauseWithoutItsPackage() {
        assertEquals("port 1883 is in use",
                BundleFaults.firstLine("a.b.OuterException: x\n\tat y\nCaused by: java.io.IOException: port 1883 is in use\n\tat z"));
        assertEquals("plain", BundleFaults.firstLine("java.lang.IllegalStateException: plain\n\tat y"));
    }

    @Test
    void board_sourceThatThrows_isARowAndHidesNobody() {
        StatusBoard board = new StatusBoard();
        board.addSource(() -> {
            throw new NoClassDefFoundError("x");
        }, Map.of("component.name", "broken"));
        board.addSource(() -> List.of(listener(Status.RUNNING)), Map.of());
        assertEquals(List.of("component broken FAILED: its status cannot be read: java.lang.NoClassDefFoundError: x", "listener l RUNNING"),
                board.rows().stream().map(StatusRow::toString).toList());
    }
}
