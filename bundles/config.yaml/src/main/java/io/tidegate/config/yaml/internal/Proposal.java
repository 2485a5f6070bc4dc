package io.tidegate.config.yaml.internal;

import io.tidegate.config.PasswordHash;
import io.tidegate.config.Problem;
import io.tidegate.config.Problem.Severity;
import io.tidegate.config.ProposedConfiguration;
import io.tidegate.config.ProposedConfiguration.Entry;
import io.tidegate.config.yaml.internal.etc.EtcFile;
import io.tidegate.config.yaml.internal.etc.EtcReader;
import io.tidegate.config.yaml.internal.tree.MasterFile;
import io.tidegate.config.yaml.internal.tree.OldPlaces;
import io.tidegate.config.yaml.internal.tree.Pids;
import io.tidegate.config.yaml.internal.tree.Present;
import io.tidegate.config.yaml.internal.tree.Tree;
import io.tidegate.config.yaml.internal.tree.TreeReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what would be applied, without applying it. Immutable; any thread. */
final class Proposal {
    private static final String ETC_FILES = Pids.PREFIX + "*.cfg, .config or .cfg.json";
    /** Where a gateway keeps its {@code etc/}, relative to its directory; the second where that is the installation. */
    private static final List<String> ETC = List.of("var/lib/tidegate/etc", "etc");

    private final Map<String, String> environment;
    private final Present running;

    /** @param running what runs already: keeps the hashes of unchanged passwords, and knows principals of the operator's */
    Proposal(Map<String, String> environment, Present running) {
        this.environment = environment;
        this.running = running;
    }

    /** A gateway's directory with its tree and its {@code etc/}, a directory of {@code etc/} files, one such file, or any file of a tree. */
    ProposedConfiguration read(Path path) {
        if (Files.isRegularFile(path)) {
            Optional<Path> tree = EtcReader.isOurs(path) ? Optional.empty() : treeAround(path.toAbsolutePath().normalize());
            return tree.map(this::gateway).orElseGet(() -> etc(List.of(path), path.toAbsolutePath().getParent()));
        }
        return isTree(path) || !OldPlaces.in(path).isEmpty() || etcOf(path).isPresent() ? gateway(path) : directory(path);
    }

    private static boolean isTree(Path directory) {
        return Files.exists(directory.resolve(TreeReader.APPLICATION));
    }

    private static Optional<Path> treeAround(Path file) {
        return Stream.iterate(file.getParent(), d -> d != null, Path::getParent).filter(Proposal::isTree).findFirst();
    }

    private static Optional<Path> etcOf(Path directory) {
        return ETC.stream().map(directory::resolve).filter(d -> Files.isDirectory(d) && !ours(d).isEmpty()).findFirst();
    }

    private static List<Path> ours(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(EtcReader::isOurs).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    /** The operator's files win over the tree. */
    private ProposedConfiguration gateway(Path directory) {
        ProposedConfiguration etc = etcOf(directory).map(d -> etc(ours(d), d)).orElse(new ProposedConfiguration(List.of(), List.of()));
        List<Entry> entries = new ArrayList<>(etc.entries().values());
        List<Problem> problems = new ArrayList<>(etc.problems());
        problems.addAll(OldPlaces.problems(directory));
        if (isTree(directory)) {
            Tree tree = new TreeReader(directory, environment, present(etc), MasterFile.DEFAULT_GRACE).read();
            problems.addAll(tree.problems());
            for (Entry entry : tree.entries()) {
                Optional<Entry> winner = same(entry, etc);
                winner.ifPresentOrElse(w -> problems.add(new Problem(Severity.NOTE, entry.source(), entry.pid(), "",
                        "is overridden by " + w.source())), () -> entries.add(entry));
            }
        }
        return new ProposedConfiguration(entries, problems);
    }

    private static Optional<Entry> same(Entry entry, ProposedConfiguration in) {
        String identity = Pids.identity(entry.pid(), entry.properties());
        return in.entries().values().stream().filter(e -> Pids.identity(e.pid(), e.properties()).equals(identity)).findFirst();
    }

    /** What a tree is read against: its own etc/ where it has one, else what runs. Nothing goes on that is refused. */
    private Present present(ProposedConfiguration etc) {
        return new Present() {
            @Override
            public String hash(String username, String plain) {
                return running.hash(username, plain);
            }

            @Override
            public Optional<Boolean> operatorAccepts(String username, String plain) {
                if (etc.entries().isEmpty()) {
                    return running.operatorAccepts(username, plain);
                }
                return etc.ofPid(Pids.PRINCIPAL).stream().filter(e -> Pids.name(e.pid(), e.properties()).equals(username)).findFirst()
                        .map(e -> PasswordHash.parse(String.valueOf(e.properties().get("password")))
                                .map(hash -> hash.verify(plain.toCharArray())).orElse(false));
            }

            @Override
            public boolean has(String pid) {
                return false;
            }
        };
    }

    private ProposedConfiguration directory(Path directory) {
        if (!Files.isDirectory(directory)) {
            return refused(directory, "there is no such file or directory");
        }
        if (!Files.isReadable(directory)) {
            return refused(directory, "cannot be read");
        }
        List<Path> files = ours(directory);
        return files.isEmpty() ? refused(directory, "holds neither " + TreeReader.APPLICATION + " nor files " + ETC_FILES)
                : etc(files, directory);
    }

    private ProposedConfiguration etc(List<Path> files, Path directory) {
        List<EtcFile> read = new ArrayList<>();
        for (Path file : files) {
            if (!EtcReader.isOurs(file)) {
                return refused(file, "is neither a directory, nor part of a tree, nor a file " + ETC_FILES);
            }
            read.add(EtcFile.read(file, directory == null ? file.toString() : directory.getFileName() + "/" + file.getFileName(), environment));
        }
        List<EtcFile> counting = EtcFile.oneEach(read, nothingInForce -> Optional.empty());
        return new ProposedConfiguration(counting.stream().flatMap(file -> file.entry().stream()).toList(),
                counting.stream().flatMap(file -> file.problems().stream()).toList());
    }

    private static ProposedConfiguration refused(Path path, String why) {
        return new ProposedConfiguration(List.of(), List.of(new Problem(Severity.ERROR, path.toString(), "", "", why)));
    }
}
