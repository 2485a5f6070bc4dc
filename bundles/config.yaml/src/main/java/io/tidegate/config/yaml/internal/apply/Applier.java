package io.tidegate.config.yaml.internal.apply;

import io.tidegate.config.ProposedConfiguration.Entry;
import io.tidegate.config.yaml.internal.tree.Pids;
import io.tidegate.config.yaml.internal.tree.Refusal;
import io.tidegate.config.yaml.internal.tree.Tree;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Brings ConfigAdmin to what a tree says: changes only what differs, touches only what it marked, leaves alone what is
 * refused or the operator's. One application of one tree, on the look's thread.
 */
final class Applier {
    /** Takes any bundle, so that whoever provides the component may be swapped. */
    private static final String ANY_LOCATION = "?";

    private final ConfigurationAdmin admin;
    private final Held held;
    private final Map<String, String> refused = new LinkedHashMap<>();
    private final Map<String, String> overridden = new LinkedHashMap<>();
    private final Map<String, String> failures = new LinkedHashMap<>();
    private int created;
    private int updated;
    private int deleted;
    private int unchanged;

    Applier(ConfigurationAdmin admin, Held held) {
        this.admin = admin;
        this.held = held;
    }

    /** @param objections errors of checks, by PID */
    Applied apply(Tree tree, Map<String, String> objections) {
        tree.refusals().forEach((Refusal r) -> refused.put(r.pid(), r.reason()));
        refused.putAll(objections);
        Set<String> wanted = new HashSet<>();
        for (Entry entry : inOrder(tree.entries())) {
            wanted.add(entry.pid());
            if (!refused.containsKey(entry.pid()) && !isOverridden(entry)) {
                attempt(entry.pid(), entry.source() + ": " + entry.pid() + " is not written, it is tried again: ", () -> write(entry));
            }
        }
        Map<String, String> needed = needed();
        held.marked().stream().filter(pid -> overridden.containsKey(pid) || isGone(pid, wanted, tree))
                .sorted(Comparator.comparing(pid -> Pids.factory(pid).equals(Pids.FUNCTION))).forEach(pid -> {
                    if (needed.containsKey(pid)) {
                        refused.put(pid, needed.get(pid));
                    } else {
                        attempt(pid, held.source(pid) + ": " + pid + " is not removed, it is tried again: ", () -> delete(pid));
                    }
                });
        return new Applied(created, updated, deleted, unchanged, Map.copyOf(refused), Map.copyOf(overridden), Map.copyOf(failures));
    }

    /** Logs first, so that they have everything; doors when everybody who may enter, and everything that hears what they say, is there. */
    private static List<Entry> inOrder(List<Entry> entries) {
        return entries.stream().sorted(Comparator.comparingInt(Applier::turn)).toList();
    }

    private static int turn(Entry entry) {
        String factory = Pids.factory(entry.pid());
        return factory.equals(Pids.LOG) ? 0 : factory.equals(Pids.LISTENER) ? 2 : 1;
    }

    /** Functions that rules call whose edit is refused, so that they go on as they were; with the sentence why they stay. */
    private Map<String, String> needed() {
        Map<String, String> needed = new HashMap<>();
        held.marked().stream().filter(pid -> Pids.factory(pid).equals(Pids.RULE) && refused.containsKey(pid)).forEach(pid -> {
            String function = Pids.pid(Pids.FUNCTION, String.valueOf(held.properties(pid).get("function")));
            needed.put(function, held.source(function) + ": stays while rule '" + Pids.name(pid, held.properties(pid)) + "' calls it");
        });
        return needed;
    }

    private boolean isOverridden(Entry entry) {
        held.operators(entry).ifPresent(pid -> overridden.put(entry.pid(), entry.source() + " is overridden by " + held.where(pid)));
        return overridden.containsKey(entry.pid());
    }

    private boolean isGone(String pid, Set<String> wanted, Tree tree) {
        String source = held.source(pid);
        return !wanted.contains(pid) && !tree.keeps(pid, source);
    }

    private void write(Entry entry) throws IOException {
        Configuration configuration = held.configuration(entry.pid()).orElse(null);
        if (configuration != null && same(held.properties(entry.pid()), entry.properties())) {
            unchanged++;
            return;
        }
        if (configuration == null) {
            created++;
        } else {
            updated++;
        }
        // Never through what listConfigurations gave: that may be a second object of one configuration, which counts its
        // changes by itself; components then take the next change for one that they know.
        open(entry.pid()).update(new Hashtable<>(entry.properties()));
    }

    private Configuration open(String pid) throws IOException {
        int tilde = pid.indexOf('~');
        return tilde < 0 ? admin.getConfiguration(pid, ANY_LOCATION)
                : admin.getFactoryConfiguration(pid.substring(0, tilde), pid.substring(tilde + 1), ANY_LOCATION);
    }

    private void delete(String pid) throws IOException {
        held.configuration(pid).orElseThrow().delete();
        deleted++;
    }

    /** A line that moved within its file is no difference: it would stir every thing below a new comment. */
    private static boolean same(Map<String, Object> old, Map<String, Object> wanted) {
        Map<String, Object> left = new HashMap<>(old);
        left.keySet().removeAll(Set.of("service.pid", "service.factoryPid", "service.bundleLocation"));
        if (!left.keySet().equals(wanted.keySet())) {
            return false;
        }
        return wanted.entrySet().stream().allMatch(e -> e.getKey().equals(Pids.SOURCE)
                ? Tree.file(e.getValue().toString()).equals(Tree.file(left.get(Pids.SOURCE).toString()))
                : equal(e.getValue(), left.get(e.getKey())));
    }

    private static boolean equal(Object a, Object b) {
        return a instanceof Object[] x && b instanceof Object[] y ? Arrays.equals(x, y) : a.equals(b);
    }

    private interface Step {
        void run() throws IOException;
    }

    /** One that ConfigAdmin will not take must not keep the others out. */
    private void attempt(String pid, String otherwise, Step step) {
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            failures.put(pid, otherwise + e);
        }
    }
}
