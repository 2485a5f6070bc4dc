package io.tidegate.bench.change;

import io.tidegate.bench.broker.Brokers;
import io.tidegate.bench.broker.Directories;
import io.tidegate.bench.broker.Ports;
import io.tidegate.bench.load.Target;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Edits files of {@code etc/} and of the tree, and asks over MQTT until each is in force. */
final class Edits {

    private static final String HUB = "localhub-conf/service.yml";
    private static final String MANAGER = "function-manager-conf/service.yml";
    private static final String USER = "edited";

    private final ChangeOptions options;
    private final Figures figures;
    private Workplace place;
    private final Set<String> topics = ConcurrentHashMap.newKeySet();

    /** One kind of edit. */
    private interface Edit {

        /** Saves the edit of this round; what it changes must be in force when the answer says so. */
        Patience.Look save(int round) throws IOException;
    }

    Edits(ChangeOptions options, Figures figures) {
        this.options = options;
        this.figures = figures;
    }

    void run() throws IOException {
        place = new Workplace(options.directory, options.tutorial);
        place.edit(HUB, "logger:", "  - username: '" + USER + "'\n    password: 'word-0'\n    permissions: []\nlogger:");
        try (Gateway gateway = new Gateway(options.home, place);
                Peer peer = new Peer(place.target, "bench-edit", "#", (topic, payload) -> topics.add(topic))) {
            for (int round = 1; round <= options.rounds; round++) {
                measure("principal in etc/", this::principalInEtc, round);
                measure("rule in etc/", (number) -> ruleInEtc(peer, number), round);
                measure("listener in etc/", this::listenerInEtc, round);
                measure("principal in the tree", this::principalInTree, round);
                measure("rule in the tree", (number) -> ruleInTree(peer, number), round);
                measure("listener in the tree", this::listenerInTree, round);
            }
        } finally {
            Directories.delete(place.directory);
        }
    }

    private void measure(String what, Edit edit, int round) throws IOException {
        if (round == 1) {
            Patience.until(what + ", made for the first time", edit.save(0));
        }
        Patience.Look inForce = edit.save(round);
        long saved = System.nanoTime();
        long seen = Patience.until("edit of a " + what, inForce);
        figures.add("edit of a " + what + " to in force, s", (seen - saved) / 1e9, "2");
    }

    private Patience.Look principalInEtc(int round) throws IOException {
        String word = "etc-word-" + round;
        place.save(place.own("etc/io.tidegate.principal-etcuser.cfg"), "password = " + Brokers.hash(word) + "\npub = #\nsub = #\n");
        return () -> Gateway.accepted(new Target(place.target.port(), "etcuser", word));
    }

    private Patience.Look principalInTree(int round) throws IOException {
        String word = "word-" + round;
        if (round > 0) {
            place.edit(HUB, "'word-" + (round - 1) + "'", "'" + word + "'");
        }
        return () -> Gateway.accepted(new Target(place.target.port(), USER, word));
    }

    private Patience.Look ruleInEtc(Peer peer, int round) throws IOException {
        String to = "edit/out/" + round;
        place.save(place.own("etc/io.tidegate.rule-etcrule.cfg"),
                "subscribe.topic = edit/in\nsubscribe.qos = 1\nfunction = sayhi\npublish.topic = " + to + "\npublish.qos = 1\n");
        return answeredOn(peer, "edit/in", to);
    }

    private Patience.Look ruleInTree(Peer peer, int round) throws IOException {
        if (round > 0) {
            place.edit(MANAGER, "topic: t/hi" + (round == 1 ? "" : "/" + (round - 1)) + "\n", "topic: t/hi/" + round + "\n");
        }
        return answeredOn(peer, "t", round == 0 ? "t/hi" : "t/hi/" + round);
    }

    private Patience.Look answeredOn(Peer peer, String from, String to) {
        return () -> {
            if (!peer.lost().isEmpty()) {
                throw new IOException(peer.lost());
            }
            peer.publish(from, "{\"id\":1}");
            return topics.contains(to);
        };
    }

    private Patience.Look listenerInEtc(int round) throws IOException {
        int port = Ports.free();
        place.save(place.own("etc/io.tidegate.listener-etclistener.cfg"), "address = tcp://127.0.0.1:" + port + "\n");
        return () -> Gateway.accepted(new Target(port, place.target.user(), place.target.password()));
    }

    /** The second listener of the tree goes to and fro between two ports. */
    private Patience.Look listenerInTree(int round) throws IOException {
        int port = 2001 + round % 2;
        if (round == 0) {
            place.edit(HUB, "principals:", "  - tcp://0.0.0.0:" + port + "\nprincipals:");
        } else {
            place.edit(HUB, ":" + (2001 + (round + 1) % 2) + "\n", ":" + port + "\n");
        }
        return () -> Gateway.accepted(new Target(place.spare.get(port), place.target.user(), place.target.password()));
    }
}
