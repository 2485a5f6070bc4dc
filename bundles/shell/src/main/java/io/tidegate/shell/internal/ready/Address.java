package io.tidegate.shell.internal.ready;

import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a listener can be reached from this machine.
 *
 * @param host a name or address without brackets
 */
record Address(String host, int port) {
    private static final Pattern HOST_PORT = Pattern.compile("(?:[a-z]+://)?(\\[[0-9a-fA-F:%.\\w]+]|[^\\s:/\\[\\]]*):(\\d+)");

    /** As the listener's row shows it, {@code tcp://127.0.0.1:1883}; empty when the row does not say. */
    static Optional<String> shown(StatusRow listener) {
        String ports = listener.details().get(Status.DETAIL_PORTS);
        String text = ports == null || ports.isBlank() ? listener.details().get("address") : ports;
        return Optional.ofNullable(text).filter(t -> !t.isBlank());
    }

    static Optional<Address> of(StatusRow listener) {
        return shown(listener).map(HOST_PORT::matcher).filter(Matcher::find)
                .map(m -> new Address(reachable(m.group(1).replaceAll("[\\[\\]]", "")), Integer.parseInt(m.group(2))));
    }

    /** The options of mosquitto's clients; what is their default is left out. */
    String options() {
        return (host.equals("localhost") ? "" : " -h " + host) + " -p " + port;
    }

    private static String reachable(String host) {
        boolean local = host.isEmpty() || host.equals("0.0.0.0") || host.equals("::") || host.equals("127.0.0.1");
        return local ? "localhost" : host;
    }
}
