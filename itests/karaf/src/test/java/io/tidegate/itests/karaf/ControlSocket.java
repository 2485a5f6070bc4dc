package io.tidegate.itests.karaf;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** What {@code bin/tidegate client} does, without a JVM for each question: a test asks hundreds of times. */
final class ControlSocket {
    private static final long LIMIT_SECONDS = 120;
    private static final ScheduledThreadPoolExecutor LIMITS = limits();

    private ControlSocket() {}

    private static ScheduledThreadPoolExecutor limits() {
        ScheduledThreadPoolExecutor limits = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "control-limits");
            thread.setDaemon(true);
            return thread;
        });
        limits.setRemoveOnCancelPolicy(true);
        return limits;
    }

    /**
     * Executes one console command.
     *
     * @param data the gateway's {@code data/}
     * @throws IOException when nobody answers there (yet, or any more), or not within 120 s
     */
    static Gateway.Ended execute(Path data, String command) throws IOException {
        Path socket = Path.of(Files.readString(data.resolve("control/path")).strip());
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            Future<Void> limit = LIMITS.schedule(() -> close(channel), LIMIT_SECONDS, TimeUnit.SECONDS);
            channel.write(ByteBuffer.wrap((command + "\nexit\n").getBytes(StandardCharsets.UTF_8)));
            String answer = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
            limit.cancel(false);
            int end = answer.lastIndexOf('\0');
            if (end < 0) {
                throw new EOFException("the gateway went away before it had answered");
            }
            return new Gateway.Ended(Integer.parseInt(answer.substring(end + 1).replace("EXIT", "").strip()), answer.substring(0, end));
        }
    }

    private static Void close(SocketChannel channel) throws IOException {
        channel.close();
        return null;
    }
}
