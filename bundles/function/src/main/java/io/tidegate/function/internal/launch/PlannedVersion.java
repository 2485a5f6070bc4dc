package io.tidegate.function.internal.launch;

import io.tidegate.function.internal.config.FunctionConfig;
import io.tidegate.function.internal.pool.Version;
import io.tidegate.function.internal.worker.WorkerListener;
import io.tidegate.function.internal.worker.WorkerProcess;
import io.tidegate.function.spi.FunctionSpec;
import io.tidegate.function.spi.Launch;
import io.tidegate.function.spi.RuntimeAdapter;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** A configuration planned by an adapter, with the code as it was seen. Immutable. */
public final class PlannedVersion implements Version {
    private final Places places;
    private final FunctionConfig config;
    private final Launch launch;
    private final Path directory;
    private final String fingerprint;
    private final CodeWatch code;
    private final Consumer<String> printed;

    private PlannedVersion(Places places, FunctionConfig config, Launch launch, Path directory, CodeWatch code,
            Consumer<String> printed) {
        this.places = places;
        this.config = config;
        this.launch = launch;
        this.directory = directory;
        this.printed = printed;
        this.fingerprint = fingerprint(launch, directory, config, code.hash());
        this.code = code;
    }

    /**
     * @param code    knows the code directory's content
     * @param printed gets what workers print, each line preceded by the instance's name
     * @throws IllegalArgumentException when the adapter cannot serve it
     */
    public static PlannedVersion of(Places places, FunctionConfig config, WorkerEnvironment environment,
            RuntimeAdapter adapter, CodeWatch code, Consumer<String> printed) {
        Path directory = ServiceDirectory.of(places, config);
        FunctionSpec spec = FunctionSpec.of(config.name()).handler(config.handler()).directory(directory)
                .codeDirectory(config.codeDirectory()).furtherCodeDirectories(config.furtherCode()).interpreter(config.interpreter().orElse(null))
                .environment(environment.of(config)).build();
        Launch launch = adapter.plan(spec);
        if (launch.frameVersion() != Launch.FRAME_VERSION) {
            throw new IllegalArgumentException("runtime=" + config.runtime() + ": speaks version " + launch.frameVersion()
                    + " of the worker protocol, allowed is " + Launch.FRAME_VERSION);
        }
        return new PlannedVersion(places, config, launch, directory, code, printed);
    }

    private static String fingerprint(Launch launch, Path directory, FunctionConfig config, String codeHash) {
        Sha256 all = new Sha256().add(directory.toString()).add(codeHash).add(launch.bootstrap());
        launch.command().forEach(all::add);
        new TreeMap<>(launch.environment()).forEach((k, v) -> all.add(k).add(v));
        config.mounts().forEach(m -> all.add(m.path().toString()).add(m.hostPath().toString()));
        return all.hex();
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    /** Where the code lies for a worker; the directory exists once a worker was started or {@link #prepare} was called. */
    public Path codeDirectory() {
        return directory.resolve(config.codeDirectory());
    }

    /** The program as planned, before anybody knows what it resolves to. */
    public String interpreter() {
        return launch.command().get(0);
    }

    /** Makes the working directory with its mounts. Blocks for the disk. */
    public void prepare() throws IOException {
        ServiceDirectory.prepare(places, directory, config.mounts());
    }

    @Override
    public WorkerProcess start(int instance, LongSupplier maxReplyBytes, WorkerListener listener) throws IOException {
        String bootstrap;
        try {
            prepare();
            bootstrap = BootstrapFiles.place(places, launch).toString();
            code.beforeStart(codeDirectory());
        } catch (FileSystemException e) { // its message is a bare path
            throw new IOException("working directory " + directory + " cannot be made: " + e, e);
        }
        List<String> command = launch.command().stream().map(a -> a.replace(Launch.BOOTSTRAP, bootstrap)).toList();
        String name = instanceName(instance);
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(launch.environment());
        environment.putAll(WorkerEnvironment.ofInstance(name));
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new IOException("interpreter " + command.get(0) + " cannot be started: " + e.getMessage(), e);
        }
        return new WorkerProcess(config.name() + "." + instance, process, maxReplyBytes, listener,
                line -> printed.accept("[" + name + "] " + line));
    }

    /** The model's name: {@code SERVICE.FUNCTION.N}. */
    @Override
    public String instanceName(int instance) {
        return WorkerEnvironment.serviceName(config) + "." + config.name() + "." + instance;
    }
}
