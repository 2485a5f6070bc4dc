package io.tidegate.config.yaml.internal.tree;

import io.tidegate.config.yaml.internal.text.Findings;
import io.tidegate.config.yaml.internal.text.Node;
import io.tidegate.config.yaml.internal.text.Section;
import io.tidegate.status.Status;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code listen} and the service's {@code ports} into listeners. One read, one thread. */
final class ListenerReader {
    private static final Pattern ADDRESS = Pattern.compile("([A-Za-z]+)://(\\[[^\\]]+]|[^:/]*):(\\d{1,5})(/.*)?");
    private static final Set<String> PLAIN = Set.of("tcp", "mqtt");
    private static final Set<String> LATER = Set.of("ssl", "tls", "mqtts", "ws", "wss");

    private final Service service;
    private final Section file;
    private final Entries entries;
    private final List<Row> rows;
    private final List<String> remarks;
    private final Set<Integer> ports = new LinkedHashSet<>();
    private final Set<String> names = new HashSet<>();
    private String packet;
    private Findings limits;
    private boolean readAll = true;

    ListenerReader(Service service, Section file, Entries entries, List<Row> rows, List<String> remarks) {
        this.service = service;
        this.file = file;
        this.entries = entries;
        this.rows = rows;
        this.remarks = remarks;
    }

    /**
     * @param packetMax largest packet, as text
     * @param hubLimits what was found about it; with errors, no listener is made anew from it
     * @return every port by which a client of this hub may mean it
     */
    Set<Integer> read(String packetMax, Findings hubLimits) {
        this.packet = packetMax;
        this.limits = hubLimits;
        file.texts("listen").forEach(this::listener);
        for (Service.Port port : service.ports()) {
            if (readAll && !ports.contains(port.container())) {
                file.findings().warning(port.place(), "ports", "no listener of " + service.name() + " has port " + port.container());
            }
        }
        Set<Integer> all = new LinkedHashSet<>(ports);
        service.ports().stream().filter(p -> ports.contains(p.container())).forEach(p -> all.add(p.host()));
        return all;
    }

    /** Whether every entry said a port. */
    boolean readAll() {
        return readAll;
    }

    private void listener(Node.Scalar item) {
        Matcher m = ADDRESS.matcher(item.text().strip());
        int port = m.matches() ? Integer.parseInt(m.group(3)) : 0;
        String scheme = m.matches() ? m.group(1).toLowerCase(java.util.Locale.ROOT) : "";
        if (port < 1 || port > 65535 || !PLAIN.contains(scheme) && !LATER.contains(scheme)) {
            readAll = false;
            file.findings().error(item.place(), "listen", "'" + item.text()
                    + "': allowed is tcp://HOST:PORT with a port from 1 to 65535 (ssl, ws and wss are known, but not run yet)");
            return;
        }
        ports.add(port);
        if (LATER.contains(scheme)) {
            unsupported(item, scheme, port);
            return;
        }
        List<Service.Port> published = service.ports().stream().filter(p -> p.container() == port).toList();
        if (published.isEmpty()) {
            open(item, m.group(2), port);
        }
        for (Service.Port p : published) {
            open(item, p.ip().isEmpty() ? m.group(2) : p.ip().contains(":") ? "[" + p.ip() + "]" : p.ip(), p.host());
        }
    }

    private void open(Node.Scalar item, String host, int port) {
        String name = unique(service.name() + "-" + port);
        String pid = Pids.pid(Pids.LISTENER, name);
        Findings findings = limits.hasErrors() ? limits : file.findings().part(pid);
        entries.add(service.name(), new Thing(pid, item.place(), findings).put("name", name)
                .put("address", "tcp://" + (host.isEmpty() ? "0.0.0.0" : host) + ":" + port)
                .put("message.length.max", packet));
    }

    private void unsupported(Node.Scalar item, String scheme, int port) {
        String reason = scheme + " listeners: not yet";
        String name = unique(service.name() + "-" + port);
        file.findings().warning(item.place(), "listen", "'" + item.text() + "' is not opened: " + reason);
        remarks.add(item.text() + ": " + reason);
        rows.add(new Row("listener", name, Status.UNSUPPORTED, reason,
                Map.of(Status.DETAIL_PORTS, item.text(), Status.DETAIL_SOURCE, item.place().toString()), List.of()));
    }

    private String unique(String name) {
        String free = name;
        for (int i = 2; !names.add(free); i++) {
            free = name + "-" + i;
        }
        return free;
    }
}
