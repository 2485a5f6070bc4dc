package io.tidegate.function.internal.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where things lie.
 *
 * @param gateway the gateway's directory: host paths of mounts are relative to it
 * @param base    the gateway's own files: configuration, logs, what is dropped
 * @param data    the gateway's state: workers' directories and bootstraps are kept below it
 */
public record Places(Path gateway, Path base, Path data) {
    public Places {
        gateway = gateway.toAbsolutePath().normalize();
        base = base.toAbsolutePath().normalize();
        data = data.toAbsolutePath().normalize();
    }

    /** The gateway's own files lie directly in its directory. */
    public Places(Path gateway, Path data) {
        this(gateway, gateway, data);
    }

    Path services() {
        return data.resolve("services");
    }

    Path bootstraps() {
        return data.resolve("bootstrap");
    }

    /** Directories that never are a function's code as a whole, however one gets there. */
    public List<Path> own() {
        Stream<Path> inData = Stream.of("store", "cache", "control", "tmp").map(data::resolve);
        Stream<Path> inBase = Stream.of("etc", "log", "deploy").map(base::resolve);
        return Stream.of(Stream.of(data, services(), bootstraps()), inData, inBase).flatMap(all -> all).toList();
    }
}
