package com.example.tidegate.runtime;

import io.tidegate.function.spi.FunctionSpec;
import io.tidegate.function.spi.Launch;
import io.tidegate.function.spi.RuntimeAdapter;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Functions that are a command line: the message is its input, its output the result. Pure, as the contract wants. */
@Component(property = RuntimeAdapter.NAME + "=command")
public final class CommandRuntime implements RuntimeAdapter {
    private static final String BOOTSTRAP_NAME = "command.py";

    private final byte[] bootstrap;

    @Activate
    public CommandRuntime() throws IOException {
        try (InputStream in = CommandRuntime.class.getResourceAsStream(BOOTSTRAP_NAME)) {
            bootstrap = in.readAllBytes();
        }
    }

    @Override
    public Launch plan(FunctionSpec spec) {
        if (spec.handler().isBlank()) {
            throw new IllegalArgumentException("handler=: allowed is a command line, such as tr a-z A-Z");
        }
        return Launch.process(List.of(spec.interpreter().orElse("python3"), "-u", Launch.BOOTSTRAP, spec.handler()), spec.environment(),
                BOOTSTRAP_NAME, bootstrap);
    }
}
