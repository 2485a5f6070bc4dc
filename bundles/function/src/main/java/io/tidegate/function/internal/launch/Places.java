package io.tidegate.function.internal.launch;

import java.nio.file.Path;

/**
 * Where things lie.
 *
 * @param gateway the gateway's directory: host paths of mounts are relative to it
 * @param data    the gateway's state: workers' directories and bootstraps are kept below it
 */
public record Places(Path gateway, Path data) {
    public Places {
        gateway = gateway.toAbsolutePath().normalize();
        data = data.toAbsolutePath().normalize();
    }

    Path services() {
        return data.resolve("services");
    }

    Path bootstraps() {
        return data.resolve("bootstrap");
    }
}
