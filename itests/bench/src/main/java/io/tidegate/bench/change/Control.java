package io.tidegate.bench.change;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Console commands over a running gateway's control socket, without a JVM for each. Stateless. */
final class Control {

    private Control() { }

    /**
     * Runs one command: the line, then its output up to a NUL.
     *
     * @throws IOException when nobody is there, as while {@code shell} is being replaced
     */
    static String run(Workplace place, String command) throws IOException {
        Path socket = Path.of(Files.readString(place.own("data/control/path")).strip());
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8)));
            InputStream in = Channels.newInputStream(channel);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (int b = in.read(); b > 0; b = in.read()) {
                out.write(b);
            }
            return out.toString(StandardCharsets.UTF_8);
        }
    }

    /** Whether the bundle of that name runs in that version. */
    static boolean runs(Workplace place, String bundle, String version) throws IOException {
        return run(place, "bundle:list -t 0 -s --no-format").lines().map(line -> line.split("\t"))
                .anyMatch(row -> row.length > 4 && row[1].strip().equals("Active") && row[3].strip().equals(version)
                        && row[4].strip().equals("io.tidegate." + bundle));
    }
}
