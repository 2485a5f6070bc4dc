package io.tidegate.config.yaml.internal.tree;

import io.tidegate.config.yaml.internal.text.Findings;
import io.tidegate.config.yaml.internal.text.Node;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code [ip:]host:container[/proto]}. Stateless. */
final class PortReader {
    private static final Pattern PORT = Pattern.compile("(?:(\\[[^\\]]+]|[^:\\[\\]]*):)?(\\d{1,5}):(\\d{1,5})(?:/(\\w+))?");
    private static final String ALLOWED = "allowed is [ip:]host:container, such as 1883:1883 or 127.0.0.1:1883:1883";

    private PortReader() {
    }

    /** Empty when it is not one, which is then among the findings. */
    static Optional<Service.Port> read(Node.Scalar item, String key, Findings findings) {
        Matcher m = PORT.matcher(item.text().strip());
        if (!m.matches()) {
            boolean alone = item.text().strip().matches("\\d{1,5}(/tcp)?");
            if (alone) {
                findings.warning(item.place(), key, "'" + item.text() + "' names no host port: the listener opens as its own file says");
            } else {
                findings.error(item.place(), key, "'" + item.text() + "': " + ALLOWED);
            }
            return Optional.empty();
        }
        int host = Integer.parseInt(m.group(2));
        int container = Integer.parseInt(m.group(3));
        if (host < 1 || host > 65535 || container < 1 || container > 65535) {
            findings.error(item.place(), key, "'" + item.text() + "': a port is 1 to 65535");
            return Optional.empty();
        }
        if (m.group(4) != null && !m.group(4).equalsIgnoreCase("tcp")) {
            findings.warning(item.place(), key, "'" + item.text() + "': only tcp is served, ignored");
            return Optional.empty();
        }
        String ip = m.group(1) == null ? "" : m.group(1).replaceAll("[\\[\\]]", "");
        return Optional.of(new Service.Port(ip, host, container, item.place()));
    }
}
