package io.tidegate.deploy.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives contents to bundles, each on trial, and says and keeps what became of it. What is being tried is noted on the disk before
 * anything is stopped, so that a gateway that ends in between knows at its next start what to {@link #undo}. On the swap
 * thread only; {@link #owes} on any.
 */
final class Swaps {
    private static final Logger LOG = LoggerFactory.getLogger(Swaps.class);
    /** Of a file whose content failed before. */
    static final String AGAIN = " (when it was tried; touch it to have it tried again)";
    private static final String CUT_SHORT = "the gateway ended before it was well";

    private final DeployDirectory directory;
    private final Fleet fleet;
    private final Memory memory;
    private final Trial trial;
    private final Findings findings;
    private final Redeliveries redeliveries;
    /** Bundles that may not have their former content yet, and why: they are held, or it went wrong. Put back once it can be. */
    private final Map<String, String> unsettled = new ConcurrentHashMap<>();

    Swaps(DeployDirectory directory, Fleet fleet, Memory memory, Trial trial, Findings findings, Redeliveries redeliveries) {
        this.directory = directory;
        this.fleet = fleet;
        this.memory = memory;
        this.trial = trial;
        this.findings = findings;
        this.redeliveries = redeliveries;
    }

    /** Why a bundle cannot be given anything now; empty when it can. */
    Optional<String> busy(String symbolicName) {
        return trial.holds(symbolicName)
                ? Optional.of("its bundle is held by what it was given before: restart the gateway, or touch the file when that has let go")
                : Optional.empty();
    }

    /** Whether there is a bundle whose former content can be put back now. */
    boolean owes() {
        return unsettled.keySet().stream().anyMatch(name -> !trial.holds(name));
    }

    /** @return whether the bundle has the new content now: a file's */
    boolean give(Installed bundle, Memory.Tried what) throws IOException, InterruptedException {
        return swap(bundle, what, directory.shown(what.file()));
    }

    /** @param gone the file whose content it had */
    boolean giveShipped(Installed bundle, Path gone) throws IOException, InterruptedException {
        return swap(bundle, new Memory.Tried(Memory.SHIPPED, gone), "the shipped content");
    }

    private boolean swap(Installed bundle, Memory.Tried what, String shown) throws IOException, InterruptedException {
        String name = bundle.symbolicName();
        String from = bundle.version();
        unsettled.remove(name);
        findings.onTrial(name, what.file(), shown);
        try {
            memory.trying(name, what);
            Trial.Result result = counted(bundle, what);
            if (result.accepted()) {
                memory.passed(name);
                findings.swapped(name, what.isShipped() ? null : what.file(), result.gapMillis());
                LOG.info("swap bundle={} from={} to={} gapMs={} file={}", name, from, bundle.version(), result.gapMillis(),
                        what.isShipped() ? Memory.SHIPPED : shown);
                return true;
            }
            memory.failing(name, result.refusal());
            LOG.warn("event=swap-refused bundle={} file={} goesOn={} gapMs={} restored={}", name, what.isShipped() ? Memory.SHIPPED : shown,
                    bundle.version(), result.gapMillis(), result.restored());
            if (!result.certain()) {
                unsettled.put(name, result.refusal());
            } else {
                memory.restored(name);
            }
            if (result.held()) {
                say(name, what, result.refusal() + "; " + from + " comes back once it lets go, else with a restart of the gateway"
                        + " (kill -9 where it does not stop)");
                return false;
            }
            refuse(name, what, result.refusal());
            return false;
        } finally {
            findings.trialEnded(name); // after everything else is said: its row is of one piece
        }
    }

    private Trial.Result counted(Installed bundle, Memory.Tried what) throws InterruptedException {
        String name = bundle.symbolicName();
        redeliveries.begin(name);
        try {
            Path next = what.isShipped() ? null : memory.contents().of(name, what.sha256());
            return trial.run(bundle, next, memory.content(name));
        } finally {
            redeliveries.end();
        }
    }

    /** Gives a bundle its former content back after a trial that was cut short, or that held it. */
    void undo(String name) throws IOException, InterruptedException {
        Memory.Tried what = memory.tried(name).orElseThrow();
        Optional<Installed> bundle = fleet.find(name);
        if (bundle.isEmpty() || trial.holds(name)) {
            return;
        }
        String why = unsettled.containsKey(name) ? unsettled.remove(name) : memory.failed(what.file(), what.sha256()).orElse(CUT_SHORT);
        findings.onTrial(name, what.file(), "the former content");
        try {
            memory.failing(name, why);
            Trial.Result result = trial.putBack(bundle.get(), memory.content(name));
            LOG.warn("event=swap-undone bundle={} file={} goesOn={} restored={}", name, directory.shown(what.file()), bundle.get().version(),
                    result.restored());
            if (result.held()) {
                unsettled.put(name, why);
            }
            if (result.certain()) { // else the next start puts it back once more, before anything runs
                memory.restored(name);
            }
            if (result.restored()) {
                refuse(name, what, why + (what.isShipped() ? "" : AGAIN));
            } else {
                say(name, what, why + "; putting back failed: " + result.refusal() + "; restart the gateway");
            }
        } finally {
            findings.trialEnded(name);
        }
    }

    /** What was refused, and that the bundle goes on with what it has. */
    void refuse(String name, Memory.Tried what, String why) {
        say(name, what, why + fleet.find(name).map(bundle -> "; " + bundle.version() + " goes on").orElse(""));
    }

    private void say(String name, Memory.Tried what, String sentence) {
        String subject = what.isShipped() ? "the shipped content is refused: " : directory.shown(what.file()) + " refused: ";
        findings.bundle(name, what.file(), subject + sentence);
    }
}
