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
    private final Optional<ControlServer> server;

    /** @throws IOException when the socket cannot be opened; then there is none, and {@code gateway:status} says why */
    @Activate
    public ControlSocket(BundleContext context, @Reference SessionFactory sessions) throws IOException {
        if (context.getProperty("tidegate.dir") == null) {
            server = Optional.empty();
            return;
        }
        Path data = Path.of(context.getProperty("karaf.data"));
        List<Path> temporary = List.of(Path.of(context.getProperty("java.io.tmpdir")), Path.of("/tmp"));
        server = Optional.of(ControlServer.open(ControlPath.prepare(data, temporary), new KarafCommandLines(sessions), IDLE_LIMIT));
    }

    @Deactivate
    void deactivate() throws IOException {
        if (server.isPresent()) {
            server.get().close();
        }
    }
}
