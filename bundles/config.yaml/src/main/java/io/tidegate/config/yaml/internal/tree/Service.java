package io.tidegate.config.yaml.internal.tree;

import io.tidegate.config.yaml.internal.text.Place;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One service of application.yml, whichever syntax it was written in. Immutable.
 *
 * @param replica as written; {@link #UNSET} when it was not
 */
record Service(String name, String imageText, Image image, int replica, List<Mount> mounts, List<Port> ports,
        Map<String, String> env, Place place) {
    static final int UNSET = -1;
    private static final String SERVICE_FILE = "etc/baetyl/service.yml";

    /**
     * @param path     inside the service's directory, without a leading slash
     * @param hostPath relative to the gateway's directory, without a leading slash
     */
    record Mount(String path, String hostPath, boolean readOnly) {
        /** As {@code io.tidegate.function} wants it. */
        String text() {
            return path + "=" + hostPath + (readOnly ? ":ro" : "");
        }
    }

    /** @param ip as written; empty for every address */
    record Port(String ip, int host, int container, Place place) {
    }

    /** Host path of the service's own configuration: that of the longest mount that covers it. */
    Optional<String> serviceFile() {
        return mounts.stream().filter(m -> covers(m.path()))
                .max(Comparator.comparingInt(m -> m.path().length()))
                .map(m -> m.hostPath() + SERVICE_FILE.substring(m.path().length()));
    }

    /** Host path of a path in the service's directory, with or without a leading slash: by the longest mount that covers it. */
    Optional<String> hostPath(String text) {
        try {
            Path inside = Path.of(relative(text)).normalize();
            return mounts.stream().filter(m -> inside.startsWith(Path.of(m.path()).normalize()))
                    .max(Comparator.comparingInt(m -> Path.of(m.path()).normalize().getNameCount()))
                    .map(m -> Path.of(m.hostPath()).resolve(Path.of(m.path()).normalize().relativize(inside)).normalize().toString());
        } catch (InvalidPathException notAPath) {
            return Optional.empty();
        }
    }

    /** As it is to be written for a worker: the service's directory is the root of the model's containers, and not of a process here. */
    String inDirectory(String text) {
        return hostPath(text).isPresent() ? relative(text) : text;
    }

    private static String relative(String text) {
        return text.replaceFirst("^/+", "");
    }

    private static boolean covers(String path) {
        return SERVICE_FILE.equals(path) || !path.isEmpty() && SERVICE_FILE.startsWith(path + "/");
    }

    String portsText() {
        return String.join(", ", ports.stream()
                .map(p -> (p.ip().isEmpty() ? "0.0.0.0" : p.ip()) + ":" + p.host() + "->" + p.container() + "/tcp").toList());
    }
}
