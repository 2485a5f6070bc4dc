package io.tidegate.launcher;

import java.io.IOException;

/**
 * Entry of {@code tidegate run} and {@code tidegate console}: prepares the directory, then becomes the container.
 *
 * <p>Before Karaf, not instead of it: claiming the directory in the process that will use it is what makes "a second
 * start ends at once" free of races, and costs no second process.
 */
public final class Main {
    private Main() {
    }

    /** @param args passed on to Karaf's main class; the layout comes in system properties, see {@link Layout} */
    public static void main(String[] args) throws Exception {
        String classesMode = System.getProperty("tidegate.classes", "");
        Ahead.start(classesMode);
        Layout layout = Layout.fromSystemProperties();
        try {
            boolean endedCleanly = classesMode.equals("use"); // else there would be no archive to use
            Runnable rest = new Preparation(layout, Installation.read(layout.home()), Main::say, endedCleanly).run();
            Thread settling = new Thread(() -> {
                EndSignals.becomeTerm(); // first: bundles begin half a second later
                rest.run();
            }, "tidegate-launcher-etc-1");
            settling.setDaemon(true);
            settling.start();
            // The container answers SIGTERM, which is what the other signals become, by ending itself and then the JVM: hooks run
            // when it has ended.
            Runnable atTheEnd = new ClassArchive(layout.data()).claimed(classesMode);
            Runtime.getRuntime().addShutdownHook(new Thread(atTheEnd, "tidegate-launcher-classes-1"));
            if (Boolean.getBoolean("tidegate.check")) {
                Check.emptyConfiguration(layout);
            }
        } catch (Refusal refused) {
            say(refused.getMessage());
            System.exit(refused.exitCode());
        } catch (IOException e) {
            say("cannot prepare " + layout.state() + ": " + e);
            System.exit(Refusal.FAILED);
        }
        org.apache.karaf.main.Main.main(args);
    }

    static void say(String sentence) {
        System.err.println("tidegate: " + sentence);
    }
}
