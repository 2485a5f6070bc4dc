package io.tidegate.itests.karaf;

import static org.junit.Assert.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.Test;

/** A content is on trial, and the gateway is killed, or nothing can end what it has begun: what ran before runs again after the next start. */
public class CutShortIT {
    private static final String AUTH = "io.tidegate.auth.file";

    private static Gateway gateway() throws Exception {
        Gateway gateway = Natively.gateway();
        Path code = gateway.code("same.py", "def handler(event, context):\n    return event\n");
        return gateway.etc("io.tidegate.function-same.cfg", "handler = same.handler\ncodedir = " + code + "\n")
            .etc("io.tidegate.rule-one.cfg", "subscribe.topic = in\nfunction = same\npublish.topic = out\n");
    }

    private static Path drop(Gateway gateway, NewBuild build, String name) throws Exception {
        Path file = gateway.state("deploy").resolve(name);
        NewBuild.move(build.write(gateway.directory().resolve("next.part")), file);
        return file;
    }

    private static void kill(Gateway gateway) throws Exception {
        ProcessHandle killed = gateway.process();
        killed.destroyForcibly();
        killed.onExit().get(30, TimeUnit.SECONDS);
    }

    private static void runs(Gateway gateway, String bundle, String version, String from) {
        gateway.await("bundle", bundle, r -> r.isRunning() && version.equals(r.details().get("version")) && from.equals(r.details().get("from")));
    }

    private static void isRefused(Gateway gateway, String file, String goesOn, String... words) {
        System.out.println("CUTSHORT " + gateway.await("bundle", NewBuild.RULE, r -> r.reason().startsWith(file + " refused: ")
            && r.reason().endsWith(goesOn) && Stream.of(words).allMatch(r.reason()::contains)).reason());
    }

    @Test
    public void killedInTheMiddle() throws Exception {
        try (Gateway gateway = gateway()) {
            gateway.start();
            gateway.awaitRunning("rule", "one");
            drop(gateway, NewBuild.of(NewBuild.RULE, "7.0.0"), "good.jar");
            runs(gateway, NewBuild.RULE, "7.0.0", "deploy/good.jar");
            Path in = gateway.directory().resolve("in");
            Path bad = drop(gateway, BadRule.of("8.0.0", "new java.io.File(\"" + in + "\").createNewFile(); Thread.sleep(2_000);"
                + " throw new IllegalStateException(\"broken on purpose\");"), "bad.jar");
            gateway.await("bundle", NewBuild.RULE, r -> r.state().equals("STARTING") && r.reason().contains("deploy/bad.jar is on trial"));
            Wait.until("its component is being made", Duration.ofSeconds(30), () -> Files.exists(in)); // before, the framework's own cache may break
            kill(gateway);

            gateway.start();
            isRefused(gateway, "deploy/bad.jar", "; 7.0.0 goes on", "the gateway ended before it was well", "touch it to have it tried again");
            assertEquals("deploy/good.jar", gateway.status().row("bundle", NewBuild.RULE).details().get("from"));
            gateway.awaitRunning("rule", "one");

            Files.setLastModifiedTime(bad, FileTime.fromMillis(System.currentTimeMillis()));
            isRefused(gateway, "deploy/bad.jar", "; 7.0.0 goes on", "broken"); // it is tried again
            gateway.awaitRunning("rule", "one");
        }
    }

    /** It cannot be put back before a restart; all else goes on. */
    @Test
    public void neverEndsAndIgnoresInterrupts() throws Exception {
        try (Gateway gateway = gateway()) {
            gateway.start();
            gateway.awaitRunning("rule", "one");
            drop(gateway, BadRule.of("8.0.1", "while (true) { java.util.concurrent.locks.LockSupport.park(); Thread.interrupted(); }"), "holds.jar");
            isRefused(gateway, "deploy/holds.jar", "; " + Built.version() + " comes back once it lets go, else with a restart"
                + " of the gateway (kill -9 where it does not stop)",
                "does not let go when it is interrupted", "broken.Broken.<init>");
            drop(gateway, NewBuild.of(AUTH, "7.0.1"), "auth.jar");
            runs(gateway, AUTH, "7.0.1", "deploy/auth.jar");
            drop(gateway, NewBuild.of(NewBuild.RULE, "7.0.1"), "good.jar");
            isRefused(gateway, "deploy/good.jar", "8.0.1 goes on", "restart the gateway");

            kill(gateway); // nothing could stop the component
            gateway.start();
            runs(gateway, AUTH, "7.0.1", "deploy/auth.jar");
            runs(gateway, NewBuild.RULE, "7.0.1", "deploy/good.jar");
            gateway.awaitRunning("rule", "one");
            Files.delete(gateway.state("deploy/good.jar"));
            runs(gateway, NewBuild.RULE, Built.version(), "shipped");
        }
    }

    @Test
    public void endsTooLate_isPutBackThen() throws Exception {
        try (Gateway gateway = gateway()) {
            gateway.start();
            gateway.awaitRunning("rule", "one");
            Path go = gateway.directory().resolve("go");
            drop(gateway, BadRule.of("8.0.2", "java.nio.file.Path go = java.nio.file.Path.of(\"" + go + "\"); while (!java.nio.file.Files.exists(go)) {"
                + " Thread.interrupted(); java.util.concurrent.locks.LockSupport.parkNanos(1_000_000); }"), "late.jar");
            isRefused(gateway, "deploy/late.jar", " (kill -9 where it does not stop)", "does not let go");
            Files.createFile(go);
            isRefused(gateway, "deploy/late.jar", "; " + Built.version() + " goes on", "does not let go");
            gateway.awaitRunning("rule", "one");
        }
    }
}
