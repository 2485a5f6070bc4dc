package io.tidegate.runtime.python.internal;

import io.tidegate.function.spi.FunctionSpec;
import io.tidegate.function.spi.Launch;
import io.tidegate.function.spi.RuntimeAdapter;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Python 2.7 and 3: the interpreter runs one bootstrap file, which is told function, handler and code directories as
 * arguments, so that the command covers all that decides what a worker does. Immutable; any thread.
 */
@Component(property = RuntimeAdapter.NAME + "=python")
public final class PythonRuntime implements RuntimeAdapter {
    static final String DEFAULT_INTERPRETER = "python3";
    private static final String BOOTSTRAP_NAME = "bootstrap.py";
    /** A dotted name with at least one dot; Python 3 names may hold any letters, so only the shape is judged. */
    private static final Pattern HANDLER = Pattern.compile("[^\\s.\\p{Cntrl}]+(\\.[^\\s.\\p{Cntrl}]+)+");

    private final byte[] bootstrap;

    /** @throws IllegalStateException when this bundle was built without its bootstrap */
    @Activate
    public PythonRuntime() {
        try (InputStream in = PythonRuntime.class.getResourceAsStream(BOOTSTRAP_NAME)) {
            if (in == null) {
                throw new IllegalStateException("this bundle holds no " + BOOTSTRAP_NAME);
            }
            bootstrap = in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(BOOTSTRAP_NAME + " cannot be read from this bundle", e);
        }
    }

    @Override
    public Launch plan(FunctionSpec spec) {
        if (!HANDLER.matcher(spec.handler()).matches()) {
            throw new IllegalArgumentException("handler=" + spec.handler()
                    + ": allowed is module.function, such as sayhi.handler for def handler(event, context) in sayhi.py");
        }
        String interpreter = spec.interpreter().orElse(DEFAULT_INTERPRETER);
        if (interpreter.isBlank() || interpreter.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("interpreter=" + interpreter + ": allowed is a command or a path, such as python3");
        }
        String codeDirectory = spec.codeDirectory().isEmpty() ? "." : spec.codeDirectory();
        Map<String, String> environment = new HashMap<>(spec.environment());
        // what a handler prints is UTF-8 whatever the gateway's locale is; unbuffered, so that a dying worker's last words arrive
        environment.putIfAbsent("PYTHONIOENCODING", "utf-8:backslashreplace");
        List<String> command = new ArrayList<>(List.of(interpreter, "-u", Launch.BOOTSTRAP, spec.name(), spec.handler(), codeDirectory));
        command.addAll(spec.furtherCodeDirectories());
        return Launch.process(command, environment, BOOTSTRAP_NAME, bootstrap);
    }
}
