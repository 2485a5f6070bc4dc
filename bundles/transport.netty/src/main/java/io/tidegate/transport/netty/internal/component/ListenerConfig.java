package io.tidegate.transport.netty.internal.component;

import io.tidegate.config.InstanceName;
import io.tidegate.config.Sizes;
import io.tidegate.transport.netty.internal.ListenerSettings;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A listener's configuration, parsed. Immutable.
 *
 * @param name           the property {@code name}, else what follows {@code ~} in the PID
 * @param pid            full PID
 * @param source         {@code FILE:LINE} of who made it; empty when unknown
 * @param host           as written, 0.0.0.0 where the address has none
 * @param port           0: any free one
 * @param maxPacketBytes largest MQTT packet
 */
record ListenerConfig(String name, String pid, String source, String host, int port, int maxPacketBytes) {
    static final String PID = "io.tidegate.listener";
    static final String NAME = "name";
    static final String ADDRESS = "address";
    static final String LIMIT = "message.length.max";
    static final Set<String> KEYS = Set.of(NAME, ADDRESS, LIMIT);
    private static final int DEFAULT_LIMIT = 16 * 1024 * 1024;
    private static final Pattern TCP = Pattern.compile("tcp://(\\[[0-9a-fA-F:.%\\w]+]|[^:/\\[\\]\\s]*):(\\d{1,5})/?");
    private static final Pattern LATER = Pattern.compile("(ssl|tls|mqtts|ws|wss)://.*");

    /**
     * What is wrong with one key.
     *
     * @param message     value and what is allowed
     * @param unsupported right as such, but not run by this version
     */
    record Fault(String key, String message, boolean unsupported) {
    }

    /** @return null when a fault was added */
    static ListenerConfig parse(String pid, Map<String, ?> properties, List<Fault> faults) {
        int before = faults.size();
        Matcher address = address(properties, faults);
        int port = address == null ? 0 : port(address, faults);
        int limit = limit(properties, faults);
        if (faults.size() > before) {
            return null;
        }
        String host = address.group(1).replaceAll("[\\[\\]]", "");
        return new ListenerConfig(name(pid, properties), pid, text(properties, "tidegate.source", ""),
                host.isEmpty() ? "0.0.0.0" : host, port, limit);
    }

    static String name(String pid, Map<String, ?> properties) {
        return text(properties, NAME, InstanceName.of(pid, properties));
    }

    /** The settings, with another host where there is one to override it. */
    ListenerSettings settings(String hostInstead) {
        return new ListenerSettings(name, hostInstead == null ? host : hostInstead, port, maxPacketBytes);
    }

    private static Matcher address(Map<String, ?> properties, List<Fault> faults) {
        String text = text(properties, ADDRESS, "");
        Matcher tcp = TCP.matcher(text);
        if (tcp.matches()) {
            return tcp;
        }
        if (LATER.matcher(text).matches()) {
            faults.add(new Fault(ADDRESS, ADDRESS + " '" + text + "': this version listens on tcp:// only", true));
        } else if (text.isEmpty()) {
            faults.add(new Fault(ADDRESS, ADDRESS + " is missing: tcp://HOST:PORT is needed", false));
        } else {
            faults.add(new Fault(ADDRESS, ADDRESS + " '" + text + "': allowed is tcp://HOST:PORT", false));
        }
        return null;
    }

    private static int port(Matcher address, List<Fault> faults) {
        int port = Integer.parseInt(address.group(2));
        if (port > 65_535) {
            faults.add(new Fault(ADDRESS, ADDRESS + " '" + address.group() + "': allowed are ports 0 to 65535", false));
        }
        return port;
    }

    private static int limit(Map<String, ?> properties, List<Fault> faults) {
        String text = text(properties, LIMIT, "");
        OptionalLong bytes = text.isEmpty() ? OptionalLong.of(DEFAULT_LIMIT) : Sizes.bytes(text);
        if (bytes.isEmpty() || bytes.getAsLong() < 1 || bytes.getAsLong() > ListenerSettings.LARGEST_PACKET) {
            faults.add(new Fault(LIMIT, LIMIT + " '" + text + "': allowed are 1 to " + ListenerSettings.LARGEST_PACKET
                    + " bytes, also written like 32k or 4m", false));
            return 0;
        }
        return (int) bytes.getAsLong();
    }

    private static String text(Map<String, ?> properties, String key, String otherwise) {
        Object value = properties.get(key);
        return value == null || value.toString().isBlank() ? otherwise : value.toString().trim();
    }
}
