package io.tidegate.function.spi;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What a {@link RuntimeAdapter} is told of a function. Immutable. */
@ProviderType
public final class FunctionSpec {
    private final String name;
    private final String handler;
    private final Path directory;
    private final String codeDirectory;
    private final List<String> furtherCodeDirectories;
    private final String interpreter;
    private final Map<String, String> environment;

    private FunctionSpec(Builder b) {
        this.name = Objects.requireNonNull(b.name, "name");
        this.handler = Objects.requireNonNull(b.handler, "handler");
        this.directory = Objects.requireNonNull(b.directory, "directory");
        this.codeDirectory = Objects.requireNonNull(b.codeDirectory, "codeDirectory");
        this.furtherCodeDirectories = List.copyOf(b.furtherCodeDirectories);
        this.interpreter = b.interpreter;
        this.environment = Map.copyOf(b.environment);
    }

    public static Builder of(String name) {
        return new Builder(name);
    }

    public String name() {
        return name;
    }

    /** The handler as configured, for example {@code module.function}. */
    public String handler() {
        return handler;
    }

    /** Absolute working directory of the worker. */
    public Path directory() {
        return directory;
    }

    /** The function's code directory, absolute or relative to {@link #directory()}. */
    public String codeDirectory() {
        return codeDirectory;
    }

    /** Where code is looked for that is not in {@link #codeDirectory()}, in order; absolute or relative as that, and possibly not there. */
    public List<String> furtherCodeDirectories() {
        return furtherCodeDirectories;
    }

    /** The interpreter as configured; empty: the adapter's default. */
    public Optional<String> interpreter() {
        return Optional.ofNullable(interpreter);
    }

    /** The worker's whole environment as the function manager makes it; an adapter may add to it in its plan. */
    public Map<String, String> environment() {
        return environment;
    }

    /** Builds a {@link FunctionSpec}. */
    @ProviderType
    public static final class Builder {
        private final String name;
        private String handler;
        private Path directory;
        private String codeDirectory = "";
        private List<String> furtherCodeDirectories = List.of();
        private String interpreter;
        private Map<String, String> environment = Map.of();

        private Builder(String name) {
            this.name = name;
        }

        public Builder handler(String handler) {
            this.handler = handler;
            return this;
        }

        public Builder directory(Path directory) {
            this.directory = directory;
            return this;
        }

        public Builder codeDirectory(String codeDirectory) {
            this.codeDirectory = codeDirectory;
            return this;
        }

        public Builder furtherCodeDirectories(List<String> furtherCodeDirectories) {
            this.furtherCodeDirectories = furtherCodeDirectories;
            return this;
        }

        /** @param interpreter null: the adapter's default */
        public Builder interpreter(String interpreter) {
            this.interpreter = interpreter;
            return this;
        }

        public Builder environment(Map<String, String> environment) {
            this.environment = environment;
            return this;
        }

        public FunctionSpec build() {
            return new FunctionSpec(this);
        }
    }
}
