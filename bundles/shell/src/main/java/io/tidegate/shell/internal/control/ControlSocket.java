package io.tidegate.shell.internal.control;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The gateway's console over a private UNIX socket: what {@code bin/tidegate client}, {@code status} and {@code start}
 * talk to. There as long as Karaf's shell is (static reference: sessions are objects of it), and only in an installation
 * of ours: on somebody else's Karaf nobody would talk to it, and its owner knows no such door.
 */
@Component(immediate = true, service = {})
public final class ControlSocket {
    private static final Duration IDLE_LIMIT = Duration.ofMinutes(30);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private final Optional<ControlDoor> door;

    @Activate
    public ControlSocket(BundleContext context, @Reference SessionFactory sessions) {
        if (context.getProperty("tidegate.dir") == null) {
            door = Optional.empty();
            return;
        }
        Path data = Path.of(context.getProperty("karaf.data"));
        List<Path> temporary = List.of(Path.of(context.getProperty("java.io.tmpdir")), Path.of("/tmp"));
        CommandLines commands = new KarafCommandLines(sessions);
        door = Optional.of(new ControlDoor(() -> ControlServer.open(ControlPath.prepare(data, temporary), commands, IDLE_LIMIT), RETRY));
    }

    @Deactivate
    void deactivate() throws IOException {
        if (door.isPresent()) {
            door.get().close();
        }
    }
}
