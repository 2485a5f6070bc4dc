package io.tidegate.deploy.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what a jar in deploy/ means for the bundle whose symbolic name it has: new content for it, on trial; or
 * nothing, because it has that content. On the swap thread only, but for {@link #claims},
 * {@link #turnedAway} and {@link #owes}.
 */
final class Deployments {
    static final String OURS = "io.tidegate.";
    private static final String SELF = "io.tidegate.deploy";
    private static final Logger LOG = LoggerFactory.getLogger(Deployments.class);

    private final DeployDirectory directory;
    private final Fleet fleet;
    private final Memory memory;
    private final Swaps swaps;
    private final Findings findings;
    private final Clock clock;
    private final long started;
    private final Set<Path> looked = new HashSet<>(); // swap thread
    /** Bundles that took a content since the start. */
    private final Set<String> given = new HashSet<>(); // swap thread
    /** Files that are gone and for which the shipped content was tried since the start. */
    private final Set<Path> shippedTried = ConcurrentHashMap.newKeySet();

    Deployments(DeployDirectory directory, Fleet fleet, Memory memory, Swaps swaps, Findings findings, Clock clock) {
        this.directory = directory;
        this.fleet = fleet;
        this.memory = memory;
        this.swaps = swaps;
        this.findings = findings;
        this.clock = clock;
        started = clock.millis();
    }

    /** Whether a file is for us: its bundle is ours, or it was, or nothing in deploy/ may be taken by anybody. */
    boolean claims(Path given) {
        Path file = directory.meant(given);
        boolean elsewhere = !directory.holds(given) && !Files.isDirectory(file);
        return !elsewhere && (directory.unsafe().isPresent() || memory.file(file).isPresent()
                || JarFacts.peek(file).map(JarFacts::symbolicName).filter(name -> name.startsWith(OURS)).flatMap(fleet::find).isPresent());
    }

    /** A file is there, is new, or has changed. FileInstall also says so of every file at each start. */
    void arrived(Path given) throws InterruptedException {
        Path file = directory.meant(given);
        Optional<String> unsafe = directory.unsafe();
        if (unsafe.isPresent()) {
            findings.file(file, unsafe.get());
            return;
        }
        boolean atStart = looked.add(file) && !wasTouched(file);
        findings.clear(file);
        if (Files.isDirectory(file)) {
            String name = JarFacts.peek(file).map(JarFacts::symbolicName).orElse("");
            refuse(file, name, "it is a directory; a bundle is dropped as one jar");
            return;
        }
        try {
            Staged staged = stage(file);
            String name = staged.facts().symbolicName();
            if (memory.file(file).map(e -> !e.symbolicName().equals(name)).orElse(false)) {
                departed(file); // it was for another bundle before
                staged = stage(file); // another file may have been in its place
            }
            judge(file, staged, atStart);
        } catch (DeployFault | IOException e) {
            refuse(file, memory.file(file).map(Memory.Entry::symbolicName).orElse(""), e.getMessage());
        }
    }

    /** Whether it was since the start, which may have been before FileInstall's first look. A time to come is no time. */
    private boolean wasTouched(Path file) {
        long modified = file.toFile().lastModified();
        return modified > started && modified <= clock.millis();
    }

    /** What a file is, of which there is a copy now. */
    private record Staged(JarFacts facts, String sha256) {
    }

    private Staged stage(Path file) throws DeployFault, IOException {
        Path copy = memory.contents().stage(file);
        return new Staged(JarFacts.check(copy), JarFacts.digest(copy));
    }

    /** A file is gone: its bundle gets the content of another file for it, else the shipped one. Forgotten only when that is done. */
    void departed(Path given) throws InterruptedException {
        Path file = directory.meant(given);
        Optional<String> whose = memory.whose(file);
        if (whose.flatMap(swaps::busy).isPresent()) {
            return; // what is said of it stays true; the rest is done when it is over
        }
        findings.clear(file);
        if (whose.isEmpty()) {
            return;
        }
        String name = whose.get();
        try {
            boolean wasIts = memory.applied(name).map(a -> a.file().equals(file)).orElse(false);
            if (!wasIts || wasRenamed(name, file) || giveBack(name, file)) {
                memory.forget(file);
            }
            sayRivals(name);
        } catch (IOException e) {
            refuse(file, name, "it cannot be taken back: " + e);
        }
    }

    /** Too many files wait for their turn to take this one; it counts again at its next change, and at a start. Any thread. */
    void turnedAway(Path given) {
        findings.file(directory.meant(given), "too many changes of deploy/ wait already: touch it once they are done");
    }

    /**
     * What nobody tells: trials that were cut short, and files that went while the gateway was down. At the start of this
     * bundle, when those that it is about do not run yet; and whenever {@link #owes}.
     */
    void reconcile() throws InterruptedException {
        for (String name : memory.tried()) {
            try {
                swaps.undo(name);
            } catch (IOException e) {
                findings.bundle(name, directory.path(), "its former content cannot be put back: " + e);
            }
        }
        for (Path file : memory.gone()) {
            departed(file);
        }
    }

    /** Whether {@link #reconcile} has something to do that it could not do before. Any thread. */
    boolean owes() {
        return swaps.owes() || fleet.isUp() && memory.gone().stream().anyMatch(this::isHopeful);
    }

    private boolean isHopeful(Path gone) {
        return memory.failed(gone, Memory.SHIPPED).isPresent() && !shippedTried.contains(gone);
    }

    /** @param atStart whether nobody spoke of this file since the start, nor touched it */
    private void judge(Path file, Staged staged, boolean atStart) throws DeployFault, IOException, InterruptedException {
        String name = staged.facts().symbolicName();
        String sha256 = staged.sha256();
        Installed bundle = fleet.find(name).orElseThrow(() -> new DeployFault("no bundle " + name + " is installed"));
        Optional<String> never = never(bundle);
        if (never.isPresent()) {
            refuse(file, name, never.get());
            return;
        }
        Optional<Memory.Applied> has = memory.applied(name);
        boolean same = has.map(a -> a.sha256().equals(sha256)).orElse(false);
        boolean superseded = atStart && !same && memory.file(file).map(e -> e.sha256().equals(sha256)).orElse(false)
                && has.map(a -> !a.file().equals(file) && Files.exists(a.file())).orElse(false);
        if (!same && !superseded) {
            Optional<String> missing = MissingImports.of(staged.facts(), fleet);
            if (missing.isPresent()) {
                memory.refused(file, name);
                refuse(file, name, missing.get());
                return;
            }
            Optional<String> failed = memory.failed(file, sha256);
            if (atStart && failed.isPresent()) { // a restart is no reason to stop what runs for it once more
                if (!given.contains(name)) { // else another file is in force since the same start, whichever was looked at first
                    refuse(file, name, failed.get() + Swaps.AGAIN);
                }
                sayRivals(name);
                return;
            }
            Optional<String> busy = swaps.busy(name);
            if (busy.isPresent()) {
                memory.refused(file, name);
                refuse(file, name, busy.get());
                return;
            }
            memory.contents().keep(name, sha256);
            if (!swaps.give(bundle, new Memory.Tried(sha256, file))) {
                return;
            }
            given.add(name);
        }
        memory.remember(file, new Memory.Entry(name, sha256));
        if (same && !Files.exists(has.get().file())) {
            memory.owner(name, file); // the file was renamed: nothing changes but whose content it is
        }
        sayRivals(name);
    }

    /** FileInstall tells that the old name is gone before it looks at the new one. @return whether another file has this content */
    private boolean wasRenamed(String name, Path gone) throws IOException {
        String sha256 = memory.applied(name).orElseThrow().sha256();
        if (directory.unsafe().isPresent()) {
            return false;
        }
        for (Path file : directory.jars()) {
            if (JarFacts.digest(file).equals(sha256)) {
                LOG.info("event=deploy-renamed bundle={} from={} to={}", name, directory.shown(gone), directory.shown(file));
                memory.remember(file, new Memory.Entry(name, sha256));
                memory.owner(name, file);
                return true;
            }
        }
        return false;
    }

    /** @return whether nothing is left to be done for the file that is gone */
    private boolean giveBack(String name, Path gone) throws IOException, InterruptedException {
        List<Path> others = memory.filesOf(name).stream().filter(Files::exists).filter(other -> !memory.isRefused(other)).toList();
        if (!others.isEmpty()) {
            Path other = others.get(others.size() - 1);
            memory.forget(other); // so that it counts as new
            arrived(other);
            if (memory.applied(name).map(a -> !a.file().equals(gone)).orElse(true)) {
                return true;
            }
        }
        Optional<Installed> bundle = fleet.find(name);
        if (bundle.isEmpty()) {
            return true;
        }
        Memory.Tried shipped = new Memory.Tried(Memory.SHIPPED, gone);
        Optional<String> failed = memory.failed(gone, Memory.SHIPPED);
        if (failed.isPresent() && (!fleet.isUp() || shippedTried.contains(gone))) { // once a start, and not where nothing could be seen of it
            swaps.refuse(name, shipped, failed.get() + " (when it was tried)");
            return false;
        }
        shippedTried.add(gone);
        return swaps.giveShipped(bundle.get(), gone);
    }

    private static Optional<String> never(Installed bundle) {
        String name = bundle.symbolicName();
        Optional<String> feature = bundle.feature();
        if (feature.isPresent()) {
            return Optional.of("feature " + feature.get() + " has this bundle, and Karaf would put its version back: feature:repo-add the"
                    + " other release, then feature:install --upgrade " + feature.get() + "/VERSION");
        }
        if (name.endsWith(".api")) {
            return Optional.of("api bundles are not swapped: a new one comes with a new installation and a restart");
        }
        return name.equals(SELF) ? Optional.of("the bundle that swaps the others is not swapped itself: it comes with a new installation")
                : Optional.empty();
    }

    private void refuse(Path file, String name, String why) {
        String goesOn = fleet.find(name).map(b -> "; " + b.version() + " goes on").orElse("");
        if (name.isEmpty()) {
            findings.file(file, why);
        } else {
            findings.bundle(name, file, directory.shown(file) + " refused: " + why + goesOn);
        }
    }

    private void sayRivals(String name) {
        Optional<Path> winner = memory.applied(name).map(Memory.Applied::file);
        List<String> losers = memory.filesOf(name).stream().filter(f -> !winner.equals(Optional.of(f)) && Files.exists(f)).map(directory::shown).toList();
        findings.rivals(name, losers.isEmpty() || winner.isEmpty() ? ""
                : directory.shown(winner.get()) + " counts, the later one; not used: " + String.join(", ", losers));
    }
}
