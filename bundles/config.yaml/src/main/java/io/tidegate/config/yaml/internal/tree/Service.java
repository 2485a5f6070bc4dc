package io.tidegate.config.yaml.internal.tree;

import io.tidegate.config.yaml.internal.text.Place;
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
                .max(java.util.Comparator.comparingInt(m -> m.path().length()))
                .map(m -> m.hostPath() + SERVICE_FILE.substring(m.path().length()));
    }

    private static boolean covers(String path) {
        return SERVICE_FILE.equals(path) || !path.isEmpty() && SERVICE_FILE.startsWith(path + "/");
    }

    String portsText() {
        return String.join(", ", ports.stream()
                .map(p -> (p.ip().isEmpty() ? "0.0.0.0" : p.ip()) + ":" + p.host() + "->" + p.container() + "/tcp").toList());
    }
}
