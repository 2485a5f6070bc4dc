package io.tidegate.deploy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Trials that nobody could bring to their end: the gateway died, was stopped, or a bundle is held. */
@Timeout(60)
class CutShortTest {
    private static final String RULE = "io.tidegate.rule";
    private static final String REFUSED = "deploy/a.jar refused: the gateway ended before it was well (when it was tried; touch it to have it tried again); ";

    @TempDir
    Path temporary;

    private final FakeFleet fleet = new FakeFleet(RULE, "io.tidegate.hub");
    private final FakeFleet.FakeBundle bundle = fleet.bundles.get(RULE);
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private Findings findings;
    private Memory memory;
    private Trial trial;
    private Path deploy;
    private Deployments deployments;

    @BeforeEach
    void open() throws IOException {
        deploy = Files.createDirectories(temporary.resolve("deploy"));
        Files.setPosixFilePermissions(deploy, PosixFilePermissions.fromString("rwxr-x---"));
        restart(Duration.ofSeconds(30));
    }

    /** What a restart of the gateway keeps: the disk, and the contents that the framework has. @param limit of a trial */
    private void restart(Duration limit) throws IOException {
        fleet.onUpdate = () -> { };
        memory = Memory.load(temporary.resolve("data"));
        findings = new Findings(Clock.systemUTC());
        DeployDirectory directory = new DeployDirectory(deploy);
        trial = new Trial(limit, limit.plusSeconds(30), new Attempts(Duration.ofMillis(50)), System::nanoTime, () -> TimeUnit.MILLISECONDS.sleep(1));
        Redeliveries redeliveries = new Redeliveries(System::nanoTime);
        deployments = new Deployments(directory, fleet, memory, new Swaps(directory, fleet, memory, trial, findings, redeliveries), findings,
                Clock.systemUTC());
    }

    /** As the start of this bundle does it, when those of higher start levels do not run yet. */
    private void restartAndReconcile() throws Exception {
        restart(Duration.ofSeconds(30));
        fleet.up = false;
        bundle.active = false;
        deployments.reconcile();
        bundle.active = true;
        fleet.up = true;
    }

    private Path drop(String version) throws IOException {
        return Jars.bundle(deploy.resolve("a.jar"), RULE, version);
    }

    private String refusal() {
        return findings.bundle(RULE).map(Findings.Finding::sentence).orElse("");
    }

    private interface Step {
        void run() throws InterruptedException;
    }

    /** Ends the thread that does it once the bundle has got something and is about to start with it. */
    private void cutShort(Step step) throws InterruptedException {
        fleet.onUpdate = () -> {
            begun.countDown();
            awaitEnd();
        };
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread swaps = new Thread(() -> {
            try {
                step.run();
            } catch (InterruptedException asWanted) {
                interrupted.set(true);
            }
        });
        swaps.start();
        begun.await();
        swaps.interrupt();
        swaps.join();
        assertTrue(interrupted.get());
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void trial_isOnTheDiskBeforeAnythingIsStopped_andNoMoreWhenItIsOver() throws Exception {
        boolean[] noted = new boolean[1];
        fleet.onStop = () -> {
            try {
                noted[0] = Memory.load(temporary.resolve("data")).tried(RULE).isPresent();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        };
        deployments.arrived(drop("2"));
        assertTrue(noted[0]);
        assertEquals(List.of(), Memory.load(temporary.resolve("data")).tried());
        noted[0] = false;
        deployments.arrived(drop("3.unresolved"));
        assertTrue(noted[0]);
        assertEquals(List.of(), Memory.load(temporary.resolve("data")).tried());
        assertEquals("2", bundle.version);
    }

    @Test
    void reconcile_afterATrialThatWasCutShort_putsTheFormerContentBackBeforeItsFileIsJudged() throws Exception {
        Path file = drop("2");
        deployments.arrived(file);
        drop("3");
        cutShort(() -> deployments.arrived(file));
        assertEquals("3", bundle.version);

        restartAndReconcile();
        assertEquals("2", bundle.version);
        assertEquals(REFUSED + "2 goes on", refusal());
        deployments.arrived(file); // FileInstall says so of each at a start
        assertEquals("2", bundle.version);
        assertEquals(REFUSED + "2 goes on", refusal());
        deployments.arrived(file); // touched
        assertEquals("3", bundle.version);
        assertEquals("", refusal());
    }

    @Test
    void reconcile_fileTouchedBeforeItsFirstLook_isTriedAgain() throws Exception {
        Path file = drop("2");
        cutShort(() -> deployments.arrived(file));
        restartAndReconcile();
        Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis() + 60_000));
        deployments.arrived(file);
        assertEquals(FakeFleet.SHIPPED, bundle.version, "nobody touched it a minute from now");
        restartAndReconcile();
        long before = System.currentTimeMillis();
        while (System.currentTimeMillis() <= before + 1) { // @Timeout is the limit
            Thread.onSpinWait();
        }
        Files.setLastModifiedTime(file, FileTime.fromMillis(before + 1));
        deployments.arrived(file);
        assertEquals("2", bundle.version);
    }

    @Test
    void reconcile_afterTheFirstContentsTrialWasCutShort_bringsTheShippedOneBack() throws Exception {
        Path file = drop("2");
        cutShort(() -> deployments.arrived(file));
        restartAndReconcile();
        assertEquals(FakeFleet.SHIPPED, bundle.version);
        assertEquals(REFUSED + "0.1.0 goes on", refusal());
    }

    @Test
    void departed_cutShort_isDoneAtTheNextStart() throws Exception {
        Path file = drop("2");
        deployments.arrived(file);
        Files.delete(file);
        cutShort(() -> deployments.departed(file));

        restartAndReconcile();
        assertEquals("2", bundle.version);
        assertEquals("the shipped content is refused: the gateway ended before it was well (when it was tried); 2 goes on", refusal());
        assertTrue(deployments.owes(), "now that all others run");
        deployments.reconcile();
        assertEquals(FakeFleet.SHIPPED, bundle.version);
        assertEquals("", refusal());
        assertFalse(deployments.owes());
    }

    @Test
    void departed_cutShortAndTheSameJarDroppedAgain_isThatContent() throws Exception {
        Path file = drop("2");
        deployments.arrived(file);
        Files.delete(file);
        cutShort(() -> deployments.departed(file));
        drop("2");

        restartAndReconcile();
        deployments.arrived(file);
        assertEquals("2", bundle.version);
        assertEquals("", refusal());
        assertFalse(deployments.owes());
    }

    @Test
    void departed_shippedContentFails_isSaidAfterARestartToo_andTriedOnceMore() throws Exception {
        Path file = drop("2");
        deployments.arrived(file);
        Files.delete(file);
        fleet.offers.put(FakeFleet.SHIPPED, FakeFleet.failed("C", "boom"));
        deployments.departed(file);
        assertEquals("the shipped content is refused: component C is not active: boom; 2 goes on", refusal());
        assertFalse(deployments.owes(), "not twice in one life");

        restartAndReconcile();
        assertEquals("2", bundle.version);
        assertEquals("the shipped content is refused: component C is not active: boom (when it was tried); 2 goes on", refusal());
        fleet.offers.clear();
        assertTrue(deployments.owes());
        deployments.reconcile();
        assertEquals(FakeFleet.SHIPPED, bundle.version);
        assertEquals("", refusal());
    }

    /** Until {@link #end}, whoever interrupts it. */
    private Path dropOneThatHolds() throws Exception {
        restart(Duration.ofMillis(200));
        fleet.onUpdate = () -> {
            while (bundle.version.equals("3") && end.getCount() > 0) {
                awaitEnd();
                Thread.interrupted();
            }
        };
        Path file = drop("3");
        deployments.arrived(file);
        return file;
    }

    @Test
    void held_itsOtherFilesAreRefused_otherBundlesGoOn_andItIsPutBackOnceItLetsGo() throws Exception {
        dropOneThatHolds();
        assertTrue(refusal().endsWith("; 0.1.0 comes back once it lets go, else with a restart of the gateway (kill -9 where it does not stop)"), refusal());
        assertEquals(List.of(RULE), Memory.load(temporary.resolve("data")).tried());

        fleet.onUpdate = () -> { }; // of all others

        deployments.arrived(Jars.bundle(deploy.resolve("b.jar"), RULE, "4"));
        assertTrue(refusal().startsWith("deploy/b.jar refused: its bundle is held by what it was given before"), refusal());
        deployments.arrived(Jars.bundle(deploy.resolve("hub.jar"), "io.tidegate.hub", "5"));
        assertEquals("5", fleet.bundles.get("io.tidegate.hub").version);
        deployments.reconcile();
        assertEquals(List.of("3", "5"), fleet.updates, "nothing is done while it is held");

        end.countDown();
        while (!deployments.owes()) { // @Timeout is the limit
            Thread.onSpinWait();
        }
        deployments.reconcile();
        assertEquals(FakeFleet.SHIPPED, bundle.version);
        assertTrue(refusal().startsWith("deploy/a.jar refused: it did not start within 0.2 s"), refusal());
        assertTrue(refusal().endsWith("; 0.1.0 goes on"), refusal());
        assertEquals(List.of(), Memory.load(temporary.resolve("data")).tried());
    }

    @Test
    void held_itsFileIsDeleted_whatIsSaidStays_andNothingOfItIsLeftAfterwards() throws Exception {
        Path file = dropOneThatHolds();
        Files.delete(file);
        deployments.departed(file);
        assertTrue(refusal().contains("comes back once it lets go"), refusal());
        end.countDown();

        restartAndReconcile();
        assertEquals(FakeFleet.SHIPPED, bundle.version);
        assertEquals("", refusal());
        assertEquals(List.of(), memory.files());
    }
}
