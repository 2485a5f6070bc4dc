package io.tidegate.deploy.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what a jar in deploy/ means for the bundle whose symbolic name it has: new content for it, on trial; or
 * nothing, because it has that content. {@link #arrived}, {@link #departed} and {@link #reconcile} on the swap thread
 * only; {@link #claims} on any.
 */
final class Deployments {
    static final String OURS = "io.tidegate.";
    private static final String SELF = "io.tidegate.deploy";
    private static final Logger LOG = LoggerFactory.getLogger(Deployments.class);

    private final DeployDirectory directory;
    private final Fleet fleet;
    private final Memory memory;
    private final Trial trial;
    private final Findings findings;
    private final Redeliveries redeliveries;
    private final Set<Path> looked = new HashSet<>(); // swap thread

    Deployments(DeployDirectory directory, Fleet fleet, Memory memory, Trial trial, Findings findings, Redeliveries redeliveries) {
        this.directory = directory;
        this.fleet = fleet;
        this.memory = memory;
        this.trial = trial;
        this.findings = findings;
        this.redeliveries = redeliveries;
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
        boolean atStart = looked.add(file);
        findings.clear(file);
        if (Files.isDirectory(file)) {
            String name = JarFacts.peek(file).map(JarFacts::symbolicName).orElse("");
            refuse(file, name, "it is a directory; a bundle is dropped as one jar");
            return;
        }
        try {
            Path staged = stage(file);
            JarFacts facts = JarFacts.check(staged);
            String sha256 = JarFacts.digest(staged);
            if (memory.file(file).map(e -> !e.symbolicName().equals(facts.symbolicName())).orElse(false)) {
                departed(file); // it was for another bundle before
            }
            judge(file, facts, new Content(sha256, staged), atStart);
        } catch (DeployFault | IOException e) {
            refuse(file, memory.file(file).map(Memory.Entry::symbolicName).orElse(""), e.getMessage());
        }
    }

    /** A file is gone: its bundle gets the content of another file for it, else the shipped one. */
    void departed(Path given) throws InterruptedException {
        Path file = directory.meant(given);
        findings.clear(file);
        Optional<Memory.Entry> entry = memory.file(file);
        if (entry.isEmpty()) {
            return;
        }
        String name = entry.get().symbolicName();
        try {
            memory.forget(file);
            boolean wasIts = memory.applied(name).map(a -> a.file().equals(file)).orElse(false);
            if (wasIts) {
                giveBack(name, file);
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

    /** Files that went while the gateway was down; told by nobody. */
    void reconcile() throws InterruptedException {
        for (Path file : memory.files()) {
            if (!Files.exists(file)) {
                departed(file);
            }
        }
    }

    /** @param staged a copy of the file */
    private record Content(String sha256, Path staged) {
    }

    /** @param atStart whether nobody spoke of this file since the start */
    private void judge(Path file, JarFacts facts, Content content, boolean atStart) throws DeployFault, IOException, InterruptedException {
        String name = facts.symbolicName();
        String sha256 = content.sha256();
        Installed bundle = fleet.find(name).orElseThrow(() -> new DeployFault("no bundle " + name + " is installed"));
        Optional<String> never = never(bundle);
        if (never.isPresent()) {
            refuse(file, name, never.get());
            return;
        }
        Optional<Memory.Applied> has = memory.applied(name);
        boolean same = has.map(a -> a.sha256().equals(sha256)).orElse(false);
        boolean superseded = !same && memory.file(file).map(e -> e.sha256().equals(sha256)).orElse(false)
                && has.map(a -> !a.file().equals(file) && Files.exists(a.file())).orElse(false);
        if (!same && !superseded) {
            Optional<String> missing = MissingImports.of(facts, fleet);
            if (missing.isPresent()) {
                refuseUntil(file, name, missing.get());
                return;
            }
            Optional<String> failed = memory.failed(file, sha256);
            if (atStart && failed.isPresent()) { // a restart is no reason to stop what runs for it once more
                refuse(file, name, failed.get() + " (when it was tried; touch it to have it tried again)");
                return;
            }
            if (!swap(file, bundle, content)) {
                return;
            }
        }
        memory.remember(file, new Memory.Entry(name, sha256));
        if (same && !Files.exists(has.get().file())) {
            memory.owner(name, file); // the file was renamed: nothing changes but whose content it is
        }
        sayRivals(name);
    }

    /** @return whether the bundle has the new content now */
    private boolean swap(Path file, Installed bundle, Content content) throws IOException, InterruptedException {
        String name = bundle.symbolicName();
        String from = bundle.version();
        Path next = Files.move(content.staged(), memory.staging(name), StandardCopyOption.REPLACE_EXISTING);
        findings.onTrial(name, file, directory.shown(file));
        try {
            Trial.Result result = counted(bundle, next);
            if (!result.accepted()) {
                LOG.warn("event=swap-refused bundle={} file={} goesOn={} gapMs={} restored={}", name, directory.shown(file),
                        bundle.version(), result.gapMillis(), result.restored());
                refuseUntil(file, name, result.refusal());
                memory.failed(file, new Memory.Failed(content.sha256(), result.refusal()));
                return false;
            }
            memory.applied(name, new Memory.Applied(content.sha256(), file));
            findings.swapped(name, file, result.gapMillis());
            LOG.info("swap bundle={} from={} to={} gapMs={} file={}", name, from, bundle.version(), result.gapMillis(), directory.shown(file));
            return true;
        } finally {
            findings.trialEnded(name); // after everything else is said: its row is of one piece
        }
    }

    private Trial.Result counted(Installed bundle, Path next) throws InterruptedException {
        redeliveries.begin(bundle.symbolicName());
        try {
            return trial.run(bundle, next, memory.content(bundle.symbolicName()));
        } finally {
            redeliveries.end();
        }
    }

    /** Known as ours from now on, under no content: a touched or mended file is judged anew. */
    private void refuseUntil(Path file, String name, String why) throws IOException {
        memory.remember(file, new Memory.Entry(name, "refused"));
        refuse(file, name, why);
    }

    private void giveBack(String name, Path gone) throws IOException, InterruptedException {
        List<Path> others = memory.filesOf(name).stream().filter(Files::exists).toList();
        if (!others.isEmpty()) {
            Path other = others.get(others.size() - 1);
            memory.forget(other); // so that it counts as new
            arrived(other);
            if (memory.applied(name).map(a -> !a.file().equals(gone)).orElse(true)) {
                return;
            }
        }
        Optional<Installed> bundle = fleet.find(name);
        if (bundle.isEmpty()) {
            return;
        }
        String from = bundle.get().version();
        findings.onTrial(name, gone, "the shipped content");
        try {
            Trial.Result result = counted(bundle.get(), null);
            if (result.accepted()) {
                memory.shipped(name);
                findings.swapped(name, null, result.gapMillis());
                LOG.info("swap bundle={} from={} to={} gapMs={} file=shipped", name, from, bundle.get().version(), result.gapMillis());
            } else {
                findings.bundle(name, gone, "the shipped content is refused: " + result.refusal() + "; " + bundle.get().version() + " goes on");
            }
        } finally {
            findings.trialEnded(name);
        }
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

    /** What is judged must be what is applied, whatever is written to the file meanwhile. */
    private Path stage(Path file) throws IOException {
        return Files.copy(file, memory.staging("arriving"), StandardCopyOption.REPLACE_EXISTING);
    }}
