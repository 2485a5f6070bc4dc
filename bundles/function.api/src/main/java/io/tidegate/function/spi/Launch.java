package io.tidegate.function.spi;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/**
 * How a worker process is started. Immutable. Two equal plans mean that a running worker need not be replaced: the
 * function manager takes a fingerprint over command, environment, code and bootstrap.
 */
@ProviderType
public final class Launch {
    /** In {@link #command()}: stands for the absolute path of the file in which the bootstrap's bytes are kept. */
    public static final String BOOTSTRAP = "{bootstrap}";
    /** The worker protocol's version that this build of the contract describes (docs/worker-protocol.md). */
    public static final int FRAME_VERSION = 1;

    private final List<String> command;
    private final Map<String, String> environment;
    private final byte[] bootstrap;
    private final String bootstrapName;
    private final int frameVersion;

    private Launch(List<String> command, Map<String, String> environment, String bootstrapName, byte[] bootstrap,
            int frameVersion) {
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.bootstrapName = Objects.requireNonNull(bootstrapName);
        this.bootstrap = bootstrap.clone();
        this.frameVersion = frameVersion;
    }

    /**
     * A process that speaks the worker protocol on its standard input and output.
     *
     * @param command       program and arguments; {@link #BOOTSTRAP} in an argument is replaced by the bootstrap's path
     * @param environment   the worker's whole environment
     * @param bootstrapName file name for the bootstrap, such as {@code bootstrap.py}
     * @param bootstrap     the bootstrap's bytes; copied
     */
    public static Launch process(List<String> command, Map<String, String> environment, String bootstrapName,
            byte[] bootstrap) {
        return new Launch(command, environment, bootstrapName, bootstrap, FRAME_VERSION);
    }

    public List<String> command() {
        return command;
    }

    public Map<String, String> environment() {
        return environment;
    }

    public String bootstrapName() {
        return bootstrapName;
    }

    /** A copy. */
    public byte[] bootstrap() {
        return bootstrap.clone();
    }

    public int frameVersion() {
        return frameVersion;
    }
}
