package io.tidegate.itests.karaf;

import static org.junit.Assert.assertEquals;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * Our features in a Karaf of somebody else, seen from inside it. Uses nothing that a feature of ours brings along, not even a JSON
 * parser: the test's own bundle would be wired to it, and restarted when it goes.
 */
final class Tenant {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern ADDRESS = Pattern.compile("(?m)^listener\\s+default\\s+RUNNING\\s.*?(127\\.0\\.0\\.1:\\d+)");
    /** Bundles that only our features bring. */
    private static final List<String> OURS = List.of("io.tidegate.", "io.netty.", "com.google.gson", "org.snakeyaml.");

    private final BundleContext context;
    private final Console console;

    Tenant(BundleContext context, SessionFactory sessions) {
        this.context = context;
        this.console = new Console(sessions);
    }

    Console console() {
        return console;
    }

    /** {@code feature:install}, with whatever options and features. */
    void install(String words) throws Exception {
        console.run("feature:install " + words);
    }

    void uninstall(String features) throws Exception {
        console.run("feature:uninstall " + features);
    }

    /** Uninstalls whatever of ours a failed test left, so that it fails alone. */
    void leave() throws Exception {
        List<String> left = console.run("feature:list --required --no-format").lines().map(line -> line.split("\\s+"))
            .filter(words -> words[0].startsWith("tidegate")).map(words -> words[0] + "/" + words[1]).toList();
        if (!left.isEmpty()) {
            uninstall(String.join(" ", left));
        }
    }

    String status() throws Exception {
        return console.run("gateway:status");
    }

    /** Waits for a line of {@code gateway:status}. @param words a regular expression each, in this order */
    String awaitStatus(String... words) {
        Pattern line = Pattern.compile("(?m)^" + String.join("\\s+.*?", words));
        return Wait.until("a status of " + List.of(words), LIMIT, this::status, text -> line.matcher(text).find());
    }

    /** {@code tcp://HOST:PORT} of the listener {@code default}, once it listens. */
    String address() {
        Matcher found = ADDRESS.matcher("");
        Wait.until("the listener listens", LIMIT, this::status, text -> found.reset(text).find());
        return "tcp://" + found.group(1);
    }

    /** Every version of a bundle, in the order of installation, and its state. */
    List<String> versions(String symbolicName) {
        return bundles().filter(bundle -> bundle.getSymbolicName().equals(symbolicName))
            .map(bundle -> bundle.getVersion() + (bundle.getState() == Bundle.ACTIVE ? " active" : " not active")).toList();
    }

    /** Nothing of ours is there any more: no bundle, no thread, no process. */
    void assertNothing() {
        assertEquals("bundles", List.of(), bundles().filter(b -> OURS.stream().anyMatch(b.getSymbolicName()::startsWith)).toList());
        Wait.until("no thread of ours", LIMIT, Tenant::threads, List::isEmpty);
        Wait.until("no worker", LIMIT, Tenant::workers, List::isEmpty);
    }

    static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).filter(name -> name.startsWith("tidegate-")).toList();
    }

    static List<String> workers() {
        return ProcessHandle.current().descendants().map(process -> process.pid() + " " + process.info().command().orElse("?")).toList();
    }

    private Stream<Bundle> bundles() {
        return Arrays.stream(context.getBundles()).filter(bundle -> bundle.getSymbolicName() != null);
    }
}
