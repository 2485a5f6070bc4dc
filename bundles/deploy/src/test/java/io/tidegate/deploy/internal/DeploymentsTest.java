package io.tidegate.deploy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeploymentsTest {
    private static final String RULE = "io.tidegate.rule";

    @TempDir
    Path temporary;

    private final FakeFleet fleet = new FakeFleet(RULE, "io.tidegate.hub.api", "io.tidegate.deploy");
    private final Redeliveries redeliveries = new Redeliveries(() -> 0);
    private Findings findings;
    private Memory memory;
    private Path deploy;
    private Deployments deployments;
    private long nanos;

    @BeforeEach
    void open() throws IOException {
        deploy = Files.createDirectories(temporary.resolve("deploy"));
        Files.setPosixFilePermissions(deploy, PosixFilePermissions.fromString("rwxr-x---"));
        restart();
    }

    /** What a restart of the gateway keeps: the disk. */
    private void restart() throws IOException {
        memory = Memory.load(temporary.resolve("data"));
        findings = new Findings(Clock.systemUTC());
        DeployDirectory directory = new DeployDirectory(deploy);
        Trial trial = new Trial(Duration.ofSeconds(7), Duration.ofSeconds(10), new Attempts(Duration.ZERO), () -> nanos, () -> nanos += 100_000_000);
        deployments = new Deployments(directory, fleet, memory, new Swaps(directory, fleet, memory, trial, findings, redeliveries), findings,
                Clock.systemUTC());
    }

    private Path drop(String file, String symbolicName, String version) throws IOException {
        return Jars.bundle(deploy.resolve(file), symbolicName, version);
    }

    private String version() {
        return fleet.bundles.get(RULE).version;
    }

    private String refusal(String name) {
        return findings.bundle(name).map(Findings.Finding::sentence).orElse("");
    }

    @Test
    void claims_jarOfAnInstalledBundleOfOurs_only() throws Exception {
        assertTrue(deployments.claims(drop("x.jar", RULE, "2")));
        assertFalse(deployments.claims(drop("y.jar", "io.tidegate.bridge", "2")));
        assertFalse(deployments.claims(drop("z.jar", "com.example", "2")));
        assertFalse(deployments.claims(Jars.bundle(temporary.resolve("elsewhere.jar"), RULE, "2")));
        Files.writeString(deploy.resolve("half.jar"), "PK");
        assertFalse(deployments.claims(deploy.resolve("half.jar")));
    }

    @Test
    void arrived_lowerOrHigherVersionUnderAnyName_isTheNewContent() throws Exception {
        Path file = drop("whatever.jar", RULE, "9.9");
        deployments.arrived(file);
        assertEquals("9.9", version());
        drop("whatever.jar", RULE, "0.0.1");
        deployments.arrived(file);
        assertEquals("0.0.1", version());
    }

    @Test
    void arrived_sameContent_doesNothing_alsoAfterARestart() throws Exception {
        Path file = drop("a.jar", RULE, "2");
        deployments.arrived(file);
        deployments.arrived(file);
        restart();
        deployments.arrived(file);
        assertEquals(List.of("2"), fleet.updates);
    }

    @Test
    void arrived_afterTheCacheWasDropped_isAppliedAgain() throws Exception {
        Path file = drop("a.jar", RULE, "2");
        deployments.arrived(file);
        fleet.bundles.get(RULE).version = FakeFleet.SHIPPED;
        Files.delete(temporary.resolve("data/deploy.properties"));
        restart();
        deployments.arrived(file);
        assertEquals("2", version());
    }

    @Test
    void arrived_componentFails_previousContentIsPutBackWithTheReason() throws Exception {
        Path file = drop("a.jar", RULE, "2");
        deployments.arrived(file);
        fleet.offers.put("3", FakeFleet.failed("C", "no such class"));
        drop("a.jar", RULE, "3");
        deployments.arrived(file);
        assertEquals(List.of("2", "3", "2"), fleet.updates);
        assertEquals("deploy/a.jar refused: component C is not active: no such class; 2 goes on", refusal(RULE));
    }

    @Test
    void arrived_doesNotResolve_shippedContentIsPutBackWithTheFrameworksReason() throws Exception {
        deployments.arrived(drop("a.jar", RULE, "3.unresolved"));
        assertEquals(FakeFleet.SHIPPED, version());
        assertEquals("deploy/a.jar refused: missing requirement some.package; 0.1.0 goes on", refusal(RULE));
    }

    @Test
    void arrived_mendedAfterARefusal_isTakenAndTheRefusalGoes() throws Exception {
        Path file = drop("a.jar", RULE, "3.unresolved");
        deployments.arrived(file);
        drop("a.jar", RULE, "4");
        deployments.arrived(file);
        assertEquals("4", version());
        assertEquals("", refusal(RULE));
    }

    @Test
    void arrived_halfAJarOverAKnownFile_isStillClaimedAndRefused() throws Exception {
        Path file = drop("a.jar", RULE, "2");
        deployments.arrived(file);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
        assertTrue(deployments.claims(file));
        deployments.arrived(file);
        assertEquals("2", version());
        assertTrue(refusal(RULE).startsWith("deploy/a.jar refused: it is not a complete jar"), refusal(RULE));
    }

    @Test
    void arrived_apiBundleOrTheSwapperItself_isRefusedUntouched() throws Exception {
        deployments.arrived(drop("api.jar", "io.tidegate.hub.api", "2"));
        deployments.arrived(drop("self.jar", "io.tidegate.deploy", "2"));
        assertEquals(List.of(), fleet.updates);
        assertTrue(refusal("io.tidegate.hub.api").contains("api bundles are not swapped"));
        assertTrue(refusal("io.tidegate.deploy").contains("is not swapped itself"));
    }

    @Test
    void arrived_bundleOfAnInstalledFeature_isRefusedUntouchedWithWhatToDoInstead() throws Exception {
        fleet.bundles.get(RULE).feature = Optional.of("tidegate-rule");
        Path file = drop("rule.jar", RULE, "2");
        deployments.arrived(file);
        assertEquals(List.of(), fleet.updates);
        assertTrue(refusal(RULE).contains("feature:install --upgrade tidegate-rule/VERSION"), refusal(RULE));
        Files.delete(file);
        deployments.departed(file);
        assertEquals("", refusal(RULE));
    }

    @Test
    void departed_bringsTheShippedVersionBack() throws Exception {
        Path file = drop("a.jar", RULE, "2");
        deployments.arrived(file);
        Files.delete(file);
        deployments.departed(file);
        assertEquals(FakeFleet.SHIPPED, version());
        assertEquals(List.of(), memory.files());
    }

    @Test
    void reconcile_fileDeletedWhileTheGatewayWasDown_bringsTheShippedVersionBack() throws Exception {
        Path file = drop("a.jar", RULE, "2");
        deployments.arrived(file);
        Files.delete(file);
        restart();
        deployments.reconcile();
        assertEquals(FakeFleet.SHIPPED, version());
    }

    @Test
    void arrived_twoFilesForOneBundle_theLaterWinsAlsoAfterARestart_andItIsSaid() throws Exception {
        Path first = drop("z.jar", RULE, "2");
        Path second = drop("a.jar", RULE, "3");
        deployments.arrived(first);
        deployments.arrived(second);
        assertEquals("deploy/a.jar counts, the later one; not used: deploy/z.jar", findings.rivals(RULE));
        restart();
        deployments.arrived(second);
        deployments.arrived(first);
        assertEquals(List.of("2", "3"), fleet.updates);
        assertEquals("deploy/a.jar counts, the later one; not used: deploy/z.jar", findings.rivals(RULE));
    }

    @Test
    void arrived_olderOfTwoIsTouched_isTheLaterNow() throws Exception {
        Path first = drop("z.jar", RULE, "2");
        Path second = drop("a.jar", RULE, "3");
        deployments.arrived(first);
        deployments.arrived(second);
        deployments.arrived(first);
        assertEquals("2", version());
        assertEquals("deploy/z.jar counts, the later one; not used: deploy/a.jar", findings.rivals(RULE));
        restart();
        deployments.arrived(second);
        deployments.arrived(first);
        assertEquals(List.of("2", "3", "2"), fleet.updates);
    }

    @Test
    void contents_onlyTheOneThatABundleHasIsKept() throws Exception {
        Path file = drop("a.jar", RULE, "2");
        deployments.arrived(file);
        drop("a.jar", RULE, "3");
        deployments.arrived(file);
        drop("a.jar", RULE, "4.unresolved");
        deployments.arrived(file);
        try (Stream<Path> kept = Files.list(temporary.resolve("data"))) {
            assertEquals(List.of(memory.content(RULE)), kept.filter(each -> each.toString().endsWith(".jar")).toList());
        }
        assertEquals("3", version());
    }

    @Test
    void departed_winnerOfTwo_theOtherFileCountsAgain() throws Exception {
        Path first = drop("z.jar", RULE, "2");
        Path second = drop("a.jar", RULE, "3");
        deployments.arrived(first);
        deployments.arrived(second);
        Files.delete(second);
        deployments.departed(second);
        assertEquals("2", version());
        assertEquals("", findings.rivals(RULE));
    }

    @Test
    void departed_loserOfTwo_changesNothing() throws Exception {
        Path first = drop("z.jar", RULE, "2");
        Path second = drop("a.jar", RULE, "3");
        deployments.arrived(first);
        deployments.arrived(second);
        Files.delete(first);
        deployments.departed(first);
        assertEquals(List.of("2", "3"), fleet.updates);
        assertEquals("", findings.rivals(RULE));
    }

    @Test
    void renamedFile_changesNothing() throws Exception {
        Path file = drop("a.jar", RULE, "2");
        deployments.arrived(file);
        Path renamed = Files.move(file, deploy.resolve("b.jar"));
        deployments.departed(file);
        deployments.arrived(renamed);
        assertEquals("deploy/b.jar", memory.from(RULE).map(new DeployDirectory(deploy)::shown).orElse(""));
        restart();
        deployments.reconcile();
        deployments.arrived(renamed);
        assertEquals(List.of("2"), fleet.updates);
        Files.delete(renamed);
        deployments.departed(renamed);
        assertEquals(FakeFleet.SHIPPED, version());
    }

    @Test
    void fileForAnotherBundleThanBefore_firstBundleGetsItsShippedContent() throws Exception {
        fleet.bundles.put("io.tidegate.hub", fleet.new FakeBundle("io.tidegate.hub"));
        Path file = drop("a.jar", RULE, "2");
        deployments.arrived(file);
        drop("a.jar", "io.tidegate.hub", "7");
        deployments.arrived(file);
        assertEquals(FakeFleet.SHIPPED, version());
        assertEquals("7", fleet.bundles.get("io.tidegate.hub").version);
    }

    @Test
    void fileForAnotherBundleThanBefore_whereAnotherFileIsForTheFirst_eachGetsItsOwn() throws Exception {
        fleet.bundles.put("io.tidegate.hub", fleet.new FakeBundle("io.tidegate.hub"));
        deployments.arrived(drop("z.jar", RULE, "2"));
        Path file = drop("a.jar", RULE, "3");
        deployments.arrived(file);
        drop("a.jar", "io.tidegate.hub", "7");
        deployments.arrived(file);
        assertEquals("2", version());
        assertEquals("7", fleet.bundles.get("io.tidegate.hub").version);
    }

    @Test
    void arrived_directoryWritableByOthers_isRefusedWhoeverItsBundleIs() throws Exception {
        Files.setPosixFilePermissions(deploy, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path file = drop("a.jar", RULE, "2");
        assertTrue(deployments.claims(file));
        assertTrue(deployments.claims(drop("b.jar", "com.example", "2")));
        deployments.arrived(file);
        assertEquals(List.of(), fleet.updates);
        assertTrue(findings.files().get(file).sentence().contains("writable by others"));
    }

    @Test
    void arrived_stoppedBundle_getsItsContentAndStaysStopped() throws Exception {
        fleet.bundles.get(RULE).active = false;
        deployments.arrived(drop("a.jar", RULE, "2"));
        assertEquals("2", version());
        assertEquals("", refusal(RULE));
    }

    @Test
    void arrived_importsWhatNobodyExports_isRefusedWithoutStoppingWhatRuns() throws Exception {
        fleet.exported.put("a.b", "1.0");
        Path file = Jars.bundle(deploy.resolve("a.jar"), RULE, "2", "a.b,c.d;version=\"[1.2,2)\"");
        deployments.arrived(file);
        assertEquals(List.of(), fleet.updates);
        assertEquals("deploy/a.jar refused: nobody exports package c.d [1.2.0,2.0.0); 0.1.0 goes on", refusal(RULE));
        assertTrue(deployments.claims(file));
        fleet.exported.put("c.d", "2.0");
        deployments.arrived(file);
        assertEquals("deploy/a.jar refused: it is built against package c.d [1.2.0,2.0.0), here is 2.0.0; 0.1.0 goes on", refusal(RULE));
        fleet.exported.put("c.d", "1.3");
        deployments.arrived(file);
        assertEquals("2", version());
        assertEquals("", refusal(RULE));
    }

    @Test
    void arrived_failedItsTrialBefore_isNotTriedAtAStart_butWhenItIsTouched() throws Exception {
        fleet.offers.put("3", FakeFleet.failed("C", "no such class"));
        Path file = drop("a.jar", RULE, "3");
        deployments.arrived(file);
        assertEquals(List.of("3", "0.1.0"), fleet.updates);
        restart();
        deployments.arrived(file);
        assertEquals(List.of("3", "0.1.0"), fleet.updates, "what runs is left alone");
        assertEquals("deploy/a.jar refused: component C is not active: no such class (when it was tried; touch it to have it tried again);"
                + " 0.1.0 goes on", refusal(RULE));
        fleet.offers.clear();
        deployments.arrived(file);
        assertEquals("3", version());
        assertEquals("", refusal(RULE));
    }

    @Test
    void arrived_anotherContentThanTheOneThatFailed_isTriedAtAStart() throws Exception {
        fleet.offers.put("3", FakeFleet.failed("C", "no such class"));
        Path file = drop("a.jar", RULE, "3");
        deployments.arrived(file);
        drop("a.jar", RULE, "4");
        restart();
        deployments.arrived(file);
        assertEquals("4", version());
    }

    @Test
    void arrived_unpackedBundleOfOurs_isRefusedAndNotLeftToFileInstall() throws Exception {
        Path unpacked = Files.createDirectories(deploy.resolve("rule"));
        Path packed = temporary.resolve("rule.jar"); // what FileInstall makes of it, and asks about
        assertFalse(deployments.claims(packed));
        Files.createDirectories(unpacked.resolve("META-INF"));
        Files.writeString(unpacked.resolve("META-INF/MANIFEST.MF"), "Manifest-Version: 1.0\nBundle-SymbolicName: " + RULE + "\n");
        assertTrue(deployments.claims(packed));
        assertTrue(deployments.claims(unpacked));
        deployments.arrived(packed);
        assertEquals("deploy/rule refused: it is a directory; a bundle is dropped as one jar; 0.1.0 goes on", refusal(RULE));
        assertEquals(List.of(), fleet.updates);
        Jars.delete(unpacked);
        deployments.departed(packed);
        assertEquals("", refusal(RULE));
        assertFalse(findings.lastRefusal(RULE).isEmpty());
    }

    @Test
    void onTrial_isStarting_withTheFile_andNoMoreWhenItIsOver() throws Exception {
        DeployStatus status = new DeployStatus(new DeployDirectory(deploy), fleet, memory, findings, redeliveries);
        List<String> during = new ArrayList<>();
        fleet.onUpdate = () -> status.rows().stream().filter(row -> row.name().equals(RULE))
                .forEach(row -> during.add(row.state() + " " + row.reason()));
        Path file = drop("x.jar", RULE, "2");
        deployments.arrived(file);
        drop("x.jar", RULE, "3.unresolved");
        deployments.arrived(file);
        String trial = "STARTING deploy/x.jar is on trial";
        assertEquals(List.of(trial, trial, trial), during, "2, then 3, then 2 again");
        assertEquals("FAILED", status.rows().stream().filter(row -> row.name().equals(RULE)).findFirst().orElseThrow().state());
        during.clear();
        Files.delete(file);
        deployments.departed(file);
        assertEquals(List.of("STARTING the shipped content is on trial"), during);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusedFileAndAnotherThatIsTakenAtAStart_inWhicheverOrder_areTheSame(boolean refusedFirst) throws Exception {
        fleet.offers.put("3", FakeFleet.failed("C", "no such class"));
        Path bad = drop("bad.jar", RULE, "3");
        deployments.arrived(bad);
        restart();
        Path good = drop("good.jar", RULE, "4");
        deployments.arrived(refusedFirst ? bad : good);
        deployments.arrived(refusedFirst ? good : bad);
        assertEquals("4", version());
        assertEquals("", refusal(RULE));
    }
}
