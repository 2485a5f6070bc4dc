package io.tidegate.config.yaml.internal.tree;

import io.tidegate.config.yaml.internal.text.Findings;
import io.tidegate.config.yaml.internal.text.Node;
import io.tidegate.config.yaml.internal.text.Section;
import io.tidegate.config.yaml.internal.text.Units;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A hub's service.yml into listeners, the hub's limits, principals and routes. One read, one thread. */
final class HubReader {
    private static final long MAX_PACKET = 268_435_455;
    private static final long DEFAULT_PACKET = 32 * 1024;
    private static final int DEFAULT_INFLIGHT = 100;
    private static final Duration DEFAULT_RETENTION = Duration.ofHours(48);
    private static final Duration LEAST_RETENTION = Duration.ofSeconds(10);
    private static final Duration MOST_RETENTION = Duration.ofHours(8760);
    private static final String CLIENT_IDS = "[0-9A-Za-z_-]{1,128}";

    private final Service service;
    private final Section file;
    private final Entries entries;
    private final Present present;
    private final List<Row> rows;
    private final List<String> remarks;
    private final Map<String, String> plain = new LinkedHashMap<>();

    /** @param remarks sentences about what is not run, for the service's row */
    HubReader(Service service, Section file, Entries entries, Present present, List<Row> rows, List<String> remarks) {
        this.service = service;
        this.file = file;
        this.entries = entries;
        this.present = present;
        this.rows = rows;
        this.remarks = remarks;
    }

    Hub read() {
        Findings limits = file.findings().part(Pids.HUB);
        Section message = Section.of(file.node("message").orElseGet(() -> new Node.Mapping(Map.of(), file.place("message"))), "message", limits);
        Section length = message.section("length");
        String packet = Units.sizeText(length.bytes("max", DEFAULT_PACKET, 1, MAX_PACKET));
        length.close();
        ListenerReader listeners = new ListenerReader(service, file, entries, rows, remarks);
        Set<Integer> ports = listeners.read(packet, limits);
        hub(message, packet, limits);
        principals();
        RouteReader.read(service, file, entries);
        certificate();
        Logging.accept(file);
        file.accept("storage", "shutdown", "metrics", "status").close();
        return new Hub(service.name(), ports, listeners.readAll(), Map.copyOf(plain));
    }

    private void hub(Section message, String packet, Findings limits) {
        Section egress = message.section("egress");
        Section qos1 = egress.accept("qos0").section("qos1");
        Section buffer = qos1.accept("batch", "retry").section("buffer");
        long inflight = buffer.integer("size", DEFAULT_INFLIGHT, 0, 65535);
        buffer.close();
        qos1.close();
        egress.close();
        message.accept("offset");
        String age = retention(message);
        message.close();
        entries.add(service.name(), new Thing(Pids.HUB, file.place(), limits)
                .put("topic.levels.max", Topics.MAX_SLASHES).put("topic.length.max", Topics.MAX_BYTES)
                .put("topic.dollar", "refused").put("clientid.pattern", CLIENT_IDS)
                .put("message.length.max", packet, message.place()).put("inflight.max", inflight, buffer.place())
                .put("message.age.max", age, message.place()));
    }

    /** How long a stored message may wait, in whole seconds: those of the model's times that it looks at too. */
    private static String retention(Section message) {
        Section ingress = message.section("ingress");
        Section qos1 = ingress.accept("qos0").section("qos1");
        Section cleanup = qos1.accept("buffer", "batch").section("cleanup");
        Duration retention = cleanup.duration("retention", DEFAULT_RETENTION);
        if (retention.compareTo(LEAST_RETENTION) < 0 || retention.compareTo(MOST_RETENTION) > 0) {
            cleanup.error("retention", "'" + Units.durationText(retention) + "': allowed is 10s to 8760h");
        }
        cleanup.accept("interval").close();
        qos1.close();
        ingress.close();
        return Units.durationText(Duration.ofSeconds(retention.toSeconds()));
    }

    private void principals() {
        Set<String> names = new LinkedHashSet<>();
        for (Section section : file.sections("principals")) {
            String username = section.required("username");
            Findings findings = section.findings();
            if (!username.isEmpty() && !names.add(username)) {
                section.error("username", "'" + username + "' is the name of an earlier principal too");
                section.accept("password", "permissions").close();
                continue;
            }
            String password = section.text("password").orElse("");
            Map<String, List<String>> permits = permissions(section);
            section.close();
            if (password.isEmpty() && !findings.hasErrors()) {
                findings.warning(section.place(), section.name("password"), "principal '" + username
                        + "' has none: it could only enter with a certificate, which is not supported yet");
                remarks.add("principal '" + username + "': certificates: not yet");
                continue;
            }
            if (!username.isEmpty()) {
                principal(section, username, password, permits);
            }
        }
    }

    private void principal(Section section, String username, String password, Map<String, List<String>> permits) {
        String pid = Pids.pid(Pids.PRINCIPAL, username);
        Thing thing = new Thing(pid, section.place(), section.findings()).put("username", username, section.place("username"));
        if (!section.findings().hasErrors()) {
            plain.put(username, password);
            thing.put("password", present.hash(username, password), section.place("password"));
            permits.forEach((action, filters) -> thing.put(action, filters, section.place("permissions")));
        }
        entries.add(service.name(), thing);
    }

    /** Several entries of one action are merged. */
    private static Map<String, List<String>> permissions(Section principal) {
        Map<String, Set<String>> merged = new LinkedHashMap<>();
        merged.put("pub", new LinkedHashSet<>());
        merged.put("sub", new LinkedHashSet<>());
        for (Section permission : principal.sections("permissions")) {
            String action = permission.required("action");
            if (!action.isEmpty() && !merged.containsKey(action)) {
                permission.error("action", "'" + action + "': allowed is pub or sub");
            }
            for (Node.Scalar filter : permission.texts("permit")) {
                Topics.filterProblem(filter.text()).ifPresentOrElse(
                        p -> permission.findings().error(filter.place(), permission.name("permit"), p),
                        () -> merged.getOrDefault(action, new LinkedHashSet<>()).add(filter.text()));
            }
            permission.close();
        }
        Map<String, List<String>> lists = new LinkedHashMap<>();
        merged.forEach((action, filters) -> lists.put(action, new ArrayList<>(filters)));
        return lists;
    }

    private void certificate() {
        Section certificate = file.section("certificate");
        certificate.accept("ca", "cert", "key", "insecure", "name").close();
        if (!certificate.keys().isEmpty()) {
            file.findings().warning(file.place("certificate"), "certificate", "secure listeners are not supported yet, it has no effect");
            remarks.add("certificate: secure listeners: not yet");
        }
    }
}
