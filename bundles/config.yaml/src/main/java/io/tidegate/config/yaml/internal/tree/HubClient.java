package io.tidegate.config.yaml.internal.tree;

import io.tidegate.config.yaml.internal.text.Place;
import io.tidegate.config.yaml.internal.text.Section;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code hub} block of a function manager, judged here against the tree's own hub: rules are in the same process, so
 * address, name and password decide only whether they may. Immutable.
 *
 * @param username whose permissions count
 * @param failed   why the rules cannot run, with the place; empty when they can
 */
record HubClient(String username, String failed, Place place) {
    private static final Pattern ADDRESS = Pattern.compile("(tcp|mqtt|ssl|tls|mqtts|ws|wss)://(\\[[^\\]]+]|[^:/]*):(\\d{1,5})(/.*)?",
            Pattern.CASE_INSENSITIVE);

    static HubClient read(Section file, Hub hub, Present present) {
        Section section = file.section("hub");
        section.accept("ca", "key", "cert", "insecure", "clientid", "cleansession", "timeout", "interval", "keepalive", "buffersize",
                "validatesubs", "subscriptions");
        String address = section.text("address").orElse("");
        String username = section.text("username").orElse("");
        String password = section.text("password").orElse("");
        section.close();
        Optional<String> failed = addressProblem(section, address, hub).or(() -> userProblem(section, username, password, hub, present));
        failed.ifPresent(f -> section.findings().warning(section.place(), "hub", "its rules will not run: " + f));
        return new HubClient(username, failed.orElse(""), section.place());
    }

    private static Optional<String> addressProblem(Section section, String address, Hub hub) {
        String place = section.place("address") + ": hub.address: ";
        Matcher m = ADDRESS.matcher(address);
        if (!m.matches()) {
            return Optional.of(place + (address.isEmpty() ? "is missing" : "'" + address + "': allowed is tcp://HOST:PORT"));
        }
        if (hub == null) {
            return Optional.of(place + "'" + address + "': remote hub: not yet, and this application has no hub of its own");
        }
        String host = m.group(2).replaceAll("[\\[\\]]", "");
        if (!host.equals(hub.service()) && !isOwn(host)) {
            return Optional.of(place + "'" + address + "': remote hub: not yet");
        }
        return !hub.allPorts() || hub.ports().contains(Integer.parseInt(m.group(3))) ? Optional.empty()
                : Optional.of(place + "'" + address + "': " + hub.service() + " listens on no port " + m.group(3) + ", and remote hub: not yet");
    }

    /** Names are not looked up: that could wait for a name server, and what is ours has a plain address. */
    private static boolean isOwn(String host) {
        if (host.toLowerCase(Locale.ROOT).equals("localhost") || host.startsWith("127.") || host.equals("::1")) {
            return true;
        }
        try {
            return NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                    .map(a -> a.getHostAddress().replaceAll("%.*", "")).anyMatch(host::equalsIgnoreCase);
        } catch (SocketException e) {
            return false;
        }
    }

    private static Optional<String> userProblem(Section section, String username, String password, Hub hub, Present present) {
        Optional<Boolean> operator = present.operatorAccepts(username, password);
        if (operator.isEmpty() && !hub.passwords().containsKey(username)) {
            return Optional.of(section.place("username") + ": hub.username: '" + username + "' is no principal of " + hub.service());
        }
        boolean right = operator.orElseGet(() -> Objects.equals(hub.passwords().get(username), password));
        return right ? Optional.empty()
                : Optional.of(section.place("password") + ": hub.password: wrong password for principal '" + username + "' of " + hub.service());
    }
}
