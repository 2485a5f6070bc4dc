package io.tidegate.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** What was dropped into deploy/ outlives unrelated feature operations, restarts and kill -9; and goes when its file goes. */
public class SwapRestartIT {
    private static final String SHIPPED = Built.version();

    @Test
    public void theLastOneDroppedStays() throws Exception {
        try (Gateway gateway = Natively.gateway()) {
            gateway.start();
            Path deploy = gateway.state("deploy");
            runs(gateway, SHIPPED, "shipped");
            NewBuild.of(NewBuild.RULE, "7.0.0", deploy.resolve("first.jar"));
            runs(gateway, "7.0.0", "deploy/first.jar");
            NewBuild.of(NewBuild.RULE, "0.0.3", deploy.resolve("second.jar"));
            runs(gateway, "0.0.3", "deploy/second.jar");

            Unrelated unrelated = Unrelated.in(gateway.directory());
            gateway.console("feature:repo-add " + unrelated.repository());
            gateway.console("feature:install unrelated");
            assertTrue(gateway.console("bundle:list -s -t 0").contains(Unrelated.BUNDLE));
            runs(gateway, "0.0.3", "deploy/second.jar");
            Path bad = NewBuild.of(NewBuild.RULE, "8.0.0").also("Require-Capability", "com.example.nothing").write(deploy.resolve("bad.jar"));
            refused(gateway, "com.example.nothing");
            gateway.stop();
            gateway.start();
            refused(gateway, "when it was tried");
            assertEquals("tried once", 1, gateway.log().lines().filter(line -> line.contains("event=swap-refused")).count());
            Files.delete(bad);
            assertTrue("the feature is still there", gateway.console("bundle:list -s -t 0").contains(Unrelated.BUNDLE));
            runs(gateway, "0.0.3", "deploy/second.jar");
            gateway.console("feature:uninstall unrelated");
            runs(gateway, "0.0.3", "deploy/second.jar");

            ProcessHandle killed = gateway.process();
            killed.destroyForcibly();
            killed.onExit().get(10, TimeUnit.SECONDS);
            gateway.start();
            runs(gateway, "0.0.3", "deploy/second.jar");

            Files.delete(deploy.resolve("second.jar"));
            runs(gateway, "7.0.0", "deploy/first.jar");
            gateway.stop();
            Files.delete(deploy.resolve("first.jar"));
            gateway.start();
            runs(gateway, SHIPPED, "shipped");
        }
    }

    /** {@code bad.jar} is refused, and what {@code second.jar} brought goes on. */
    private static void refused(Gateway gateway, String why) {
        gateway.await("bundle", NewBuild.RULE, r -> r.reason().startsWith("deploy/bad.jar refused: ") && r.reason().contains(why)
            && r.reason().endsWith("; 0.0.3 goes on") && r.details().get("version").equals("0.0.3"));
    }

    /** Exactly one bundle of that name, of that version, active, and the status says where from. */
    private static void runs(Gateway gateway, String version, String from) throws Exception {
        gateway.await("bundle", NewBuild.RULE, r -> r.isRunning() && version.equals(r.details().get("version"))
            && from.equals(r.details().get("from")));
        List<String> installed = Wait.until("one rule bundle", Duration.ofSeconds(10), () -> gateway.console("bundle:list -s -t 0")
            .lines().map(line -> line.replaceAll("\\s*\\|\\s*", "|").strip()).filter(line -> line.endsWith("|" + NewBuild.RULE)).toList(),
            lines -> lines.size() == 1);
        assertTrue(installed.toString(), installed.get(0).contains("|Active|") && installed.get(0).contains("|" + version + "|"));
    }
}
