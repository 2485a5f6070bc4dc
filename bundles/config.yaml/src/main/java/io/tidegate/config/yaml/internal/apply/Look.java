package io.tidegate.config.yaml.internal.apply;

import io.tidegate.config.ConfigurationCheck;
import io.tidegate.config.Problem;
import io.tidegate.config.Problem.Severity;
import io.tidegate.config.yaml.internal.text.Findings;
import io.tidegate.config.yaml.internal.tree.MasterFile;
import io.tidegate.config.yaml.internal.tree.OldPlaces;
import io.tidegate.config.yaml.internal.tree.Present;
import io.tidegate.config.yaml.internal.tree.Row;
import io.tidegate.config.yaml.internal.tree.Tree;
import io.tidegate.config.yaml.internal.tree.TreeReader;
import io.tidegate.status.StatusRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look after the other at the tree's files: when they have changed and stand still again, they are read, judged and
 * applied. {@link #run} on one thread only; {@link #rows} and {@link #touch} from any.
 */
public final class Look implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Look.class);

    private final Path dir;
    private final ConfigurationAdmin admin;
    private final Map<String, String> environment;
    private final Judges judges;
    private final Settled settled;
    private final Board board;
    private final Said said = new Said();
    private final Verified verified = new Verified();
    private final Vanished vanished;
    private final EtcFiles etc;
    private Set<Path> files;
    private Map<Path, Settled.Signature> applied = Map.of();
    private Duration grace = MasterFile.DEFAULT_GRACE;
    private boolean treeSeen;
    private String lastFailure = "";
    private volatile boolean touched;

    /**
     * @param dir absolute; the tree is {@code dir/var/db/baetyl}
     * @param etc the operator's files; null: nobody says where they are
     */
    public Look(Path dir, Path etc, ConfigurationAdmin admin, Map<String, String> environment, Supplier<List<ConfigurationCheck>> checks) {
        this(dir, admin, environment, checks, new Settled(System::nanoTime, System::currentTimeMillis),
                new Vanished(System::nanoTime), new EtcFiles(etc, environment, new Settled(System::nanoTime, System::currentTimeMillis), System::nanoTime));
    }

    Look(Path dir, ConfigurationAdmin admin, Map<String, String> environment, Supplier<List<ConfigurationCheck>> checks, Settled settled,
            Vanished vanished, EtcFiles etc) {
        this.dir = dir;
        this.admin = admin;
        this.environment = environment;
        this.judges = new Judges(checks);
        this.settled = settled;
        this.vanished = vanished;
        this.etc = etc;
        this.board = new Board(Instant::now);
        this.files = base();
    }

    private Set<Path> base() {
        return new LinkedHashSet<>(List.of(dir.resolve(TreeReader.APPLICATION), dir.resolve(MasterFile.NAME)));
    }

    /** What is to be shown now. */
    public List<StatusRow> rows() {
        return board.rows();
    }

    /** Somebody changed a configuration: the next look compares again, also when no file has changed. */
    public void touch() {
        touched = true;
    }

    /**
     * What runs now, for whoever reads a proposal. Slow where passwords are to be compared: never on an event loop.
     *
     * @throws java.io.UncheckedIOException when ConfigAdmin does not tell
     */
    public Present present() {
        try {
            return Held.of(admin, new Verified());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("the configurations cannot be read", e);
        }
    }

    /**
     * Reads the tree as a look does and forgets it. While a gateway starts: most of the first reading is the loading of classes,
     * which can be done before anybody is there to judge. What is wrong with the files is said by the look that counts.
     */
    public void ahead() {
        try {
            new TreeReader(dir, environment, Held.of(admin, new Verified()), grace).read();
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.debug("not read ahead: dir={}", dir, e);
        }
    }

    @Override
    public void run() {
        try {
            look();
            board.works();
            lastFailure = "";
        } catch (Throwable e) { // whatever it is: a look that throws would be the last one
            touched = true; // what it had begun is not done
            board.failed(e);
            if (!lastFailure.equals(e.toString())) {
                LOG.error("look failed, the next one follows: dir={}", dir, e);
            }
            lastFailure = e.toString();
        }
    }

    private void look() throws IOException {
        if (vanished.look() | etc.look() | judges.areOthers()) { // all three; and never written back what somebody else has set meanwhile
            touched = true;
        }
        if (!settled.look(files) || settled.signatures().equals(applied) && !touched) {
            return;
        }
        touched = false;
        Held held = Held.of(admin, verified);
        if (held.forget(vanished::contains)) {
            held = Held.of(admin, verified);
        }
        vanished.watch(held.takenOver());
        etc.count(held);
        if (!Files.exists(dir.resolve(TreeReader.APPLICATION)) && !treeSeen && held.marked().isEmpty()) {
            List<Problem> judged = judges.judge(held, etc);
            board.show(held, also(judged));
            said.say(problems(judged), unsupported(), List.of());
            applied = settled.signatures();
            return;
        }
        treeSeen = true;
        Map<Path, Settled.Signature> before = settled.signatures();
        Tree tree = new TreeReader(dir, environment, held, grace).read();
        if (!stoodStill(tree, before)) {
            touched = true;
            return;
        }
        grace = tree.grace();
        apply(tree, held);
        applied = settled.signatures();
    }

    /** Whether every file that was read is one that had settled, and is still the same after reading. */
    private boolean stoodStill(Tree tree, Map<Path, Settled.Signature> before) {
        Set<Path> now = tree.services().isEmpty() ? new LinkedHashSet<>(files) : base();
        now.addAll(tree.files());
        files = now;
        Map<Path, Settled.Signature> after = new HashMap<>();
        boolean still = settled.look(files);
        settled.signatures().forEach((path, signature) -> after.put(path, before.getOrDefault(path, signature)));
        return still && after.equals(settled.signatures());
    }

    private void apply(Tree tree, Held held) {
        List<Problem> problems = new ArrayList<>(tree.problems());
        List<Problem> judged = judges.judge(tree, held, etc);
        judged.stream().filter(p -> !isSaid(p, tree)).forEach(problems::add);
        Map<String, String> objections = new LinkedHashMap<>();
        judged.stream().filter(p -> p.severity() == Severity.ERROR).forEach(p -> objections.putIfAbsent(p.pid(), Findings.sentence(p)));
        Applied done = new Applier(admin, held).apply(tree, objections);
        if (!done.failures().isEmpty()) {
            touched = true;
        }
        List<Problem> ofEtc = judges.judge(held, etc);
        problems.addAll(problems(ofEtc));
        board.show(tree, done, held, also(ofEtc));
        said.say(problems, unsupported(), done.failures().values());
        said(done);
    }

    /** Rows beside the tree's. */
    private List<Row> also(List<Problem> judgedEtc) {
        List<Row> rows = new ArrayList<>(OldPlaces.rows(dir));
        rows.addAll(etc.rows(judgedEtc));
        return rows;
    }

    private List<Problem> problems(List<Problem> judgedEtc) {
        List<Problem> all = new ArrayList<>(etc.problems());
        all.addAll(judgedEtc);
        return all;
    }

    /** A warning at a place of which reading warned already is the same one in other words. */
    private static boolean isSaid(Problem judged, Tree tree) {
        return judged.severity() != Severity.ERROR && tree.problems().stream().anyMatch(p -> p.source().equals(judged.source()));
    }

    private Collection<String> unsupported() {
        List<String> sentences = new ArrayList<>();
        for (StatusRow row : board.rows()) {
            if (row.kind().equals("service") && row.state().equals(io.tidegate.status.Status.UNSUPPORTED)) {
                sentences.add("service not run: name=" + row.name() + " reason=" + row.reason());
            }
            sentences.addAll(Board.overrides(row));
            if (row.kind().equals("file") && row.details().isEmpty()) {
                sentences.add(row.reason());
            }
        }
        return sentences;
    }

    private void said(Applied done) {
        if (applied.isEmpty() || done.created() + done.updated() + done.deleted() > 0) {
            LOG.info("tree applied: file={} created={} updated={} deleted={} unchanged={} refused={} overridden={}",
                    dir.resolve(TreeReader.APPLICATION), done.created(), done.updated(), done.deleted(), done.unchanged(),
                    done.refused().size(), done.overridden().size());
        }
    }
}
