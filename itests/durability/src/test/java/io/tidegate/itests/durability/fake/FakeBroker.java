package io.tidegate.itests.durability.fake;

import io.tidegate.bench.wire.Frames;
import io.tidegate.itests.durability.fake.FakeSession.Outgoing;
import io.tidegate.itests.durability.load.Killable;
import io.tidegate.itests.durability.wire.Packet;
import io.tidegate.itests.durability.wire.Packets;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A small MQTT 3.1.1 broker that keeps everything over a kill, which here is the end of all its sockets; and that sins as it is
 * told. Everything is guarded by this; a thread per connection reads.
 */
public final class FakeBroker implements Killable, AutoCloseable {
    /** What is published here comes out at {@link #OUTPUTS}, with {@code @} and the number of its call behind it. */
    public static final String INPUTS = "calls/in";
    public static final String OUTPUTS = "calls/out";

    private final Sin sin;
    private final Random random;
    private final Map<String, FakeSession> sessions = new LinkedHashMap<>();
    private final Map<String, Outgoing> retained = new HashMap<>();
    private final Map<String, Outgoing> wills = new HashMap<>();
    private final Map<Socket, String> open = new HashMap<>();
    private final Map<String, Outgoing> heldForSwap = new HashMap<>();
    private InetSocketAddress address;
    private ServerSocket server;
    private Thread acceptor;
    private int calls;
    private int sinned;
    private boolean killed;

    public FakeBroker(Sin sin, long seed) {
        this.sin = sin;
        this.random = new Random(seed);
    }

    /** How often it sinned. */
    public synchronized int sinned() {
        return sinned;
    }

    /** Whether to sin so now. */
    boolean sins(Sin so) {
        sinned += sin == so ? 1 : 0;
        return sin == so;
    }

    boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    boolean sinsOnce(Sin so, int oneIn) {
        return sin == so && chance(oneIn) && sins(so);
    }

    @Override
    public synchronized InetSocketAddress address() {
        return address;
    }

    @Override
    public synchronized void start() throws IOException {
        server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(address != null ? address : new InetSocketAddress(ownLoopback(), 0));
        address = (InetSocketAddress) server.getLocalSocketAddress();
        ServerSocket accepting = server;
        acceptor = daemon(() -> accept(accepting), "fake-accept");
    }

    /** An address that no client binds to: while the broker is away nobody else gets its port. */
    private static InetAddress ownLoopback() throws IOException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return InetAddress.getByName("127." + random.nextInt(1, 255) + "." + random.nextInt(256) + "." + random.nextInt(1, 255));
    }

    @Override
    public synchronized void kill() throws IOException, InterruptedException {
        server.close();
        acceptor.join(5_000); // it holds the port until it has noticed
        Map<Socket, String> dying = new HashMap<>(open);
        open.clear();
        for (Socket each : dying.keySet()) {
            each.setSoLinger(true, 0);
            each.close();
        }
        sessions.values().forEach(session -> session.out = null);
        sessions.values().removeIf(session -> !session.kept || sins(Sin.FORGETS_SESSIONS));
        List.copyOf(wills.keySet()).forEach(this::publishWill); // as after a restart
        sessions.values().forEach(this::sinAtKill);
        killed = true;
    }

    private void sinAtKill(FakeSession session) {
        if (sin == Sin.LOSES_THE_LAST_AT_A_KILL && !session.waiting.isEmpty() && sins(sin)) {
            session.waiting.pollLast();
        }
        if (sin == Sin.LOSES_THE_LAST_AT_A_KILL && !session.inFlight.isEmpty() && sins(sin)) {
            session.inFlight.remove(List.copyOf(session.inFlight.keySet()).get(session.inFlight.size() - 1));
        }
        if (sins(Sin.FORGETS_WHAT_WAS_IN_FLIGHT)) {
            session.inFlight.clear();
        }
        if (sins(Sin.FORGETS_RECEIVED_IDENTIFIERS)) {
            session.received.clear();
        }
        if (sins(Sin.FORGETS_A_SUBSCRIPTION) && !session.subscriptions.isEmpty()) {
            session.subscriptions.remove(session.subscriptions.keySet().iterator().next());
        }
    }

    // ---- connections

    private void accept(ServerSocket accepting) {
        while (true) {
            try {
                Socket socket = accepting.accept();
                daemon(() -> serve(socket), "fake-connection");
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void serve(Socket socket) {
        String clientId = null;
        boolean left = false;
        try {
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            clientId = connect(socket, Packet.read(in));
            while (clientId != null && !left) {
                Packet packet = Packet.read(in);
                left = packet.type() == Frames.DISCONNECT;
                took(socket, clientId, packet);
            }
        } catch (IOException end) {
            left = false;
        }
        ended(socket, clientId, left);
    }

    private synchronized String connect(Socket socket, Packet connect) throws IOException {
        if (server.isClosed()) {
            return null;
        }
        int flags = connect.body()[7];
        boolean clean = (flags & 2) != 0;
        String clientId = connect.text(10);
        for (Socket earlier : List.copyOf(open.keySet())) { // MQTT 3.1.1 [MQTT-3.1.4-2]
            if (open.get(earlier).equals(clientId)) {
                ended(earlier, clientId, false);
            }
        }
        FakeSession session = clean ? null : sessions.get(clientId);
        boolean present = session != null;
        if (!present) {
            session = new FakeSession(this, !clean);
            sessions.put(clientId, session);
        }
        if ((flags & 4) != 0) {
            int at = 12 + clientId.length();
            String topic = connect.text(at);
            String payload = connect.text(at + 2 + topic.length());
            wills.put(clientId, new Outgoing(topic, payload.getBytes(StandardCharsets.US_ASCII), flags >> 3 & 3, false, false, false));
        }
        session.out = socket.getOutputStream();
        open.put(socket, clientId);
        session.write(Frames.frame(Frames.CONNACK, new byte[] {(byte) (present ? 1 : 0), 0}));
        session.resume();
        return clientId;
    }

    private void publishWill(String clientId) {
        Outgoing will = wills.remove(clientId);
        if (!sinsOnce(Sin.LOSES_WILLS, 3)) {
            route(will);
        }
    }

    private synchronized void ended(Socket socket, String clientId, boolean left) {
        if (open.remove(socket) != null) {
            FakeSession session = sessions.get(clientId);
            session.out = null;
            if (!session.kept) {
                sessions.remove(clientId);
            }
            if (wills.containsKey(clientId) && (!left || sins(Sin.PUBLISHES_WILLS_OF_THOSE_WHO_LEFT))) {
                publishWill(clientId);
            }
            wills.remove(clientId);
        }
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- packets

    private synchronized void took(Socket socket, String clientId, Packet packet) {
        FakeSession session = sessions.get(clientId);
        if (!open.containsKey(socket)) {
            return;
        }
        switch (packet.type()) {
            case Frames.PUBLISH -> publish(session, packet);
            case Frames.PUBREL -> {
                session.received.remove(packet.packetId());
                session.write(Packets.identifier(Frames.PUBCOMP, packet.packetId()));
            }
            case Frames.PUBACK, Frames.PUBREC, Frames.PUBCOMP -> session.acknowledged(packet);
            case Frames.SUBSCRIBE -> subscribe(session, packet);
            case 0xA2 -> {
                if (!sins(Sin.KEEPS_ENDED_SUBSCRIPTIONS)) {
                    session.subscriptions.remove(packet.text(2));
                }
                session.write(Packets.identifier(0xB0, packet.packetId()));
            }
            case 0xC0 -> session.write(Frames.frame(0xD0, new byte[0]));
            default -> { }
        }
    }

    private void subscribe(FakeSession session, Packet packet) {
        String filter = packet.text(2);
        int qos = packet.body()[packet.body().length - 1];
        session.subscriptions.put(filter, qos);
        session.write(Frames.frame(Frames.SUBACK, new byte[] {packet.body()[0], packet.body()[1], (byte) qos}));
        retained.values().stream().filter(each -> matches(filter, each.topic()))
            .forEach(each -> session.add(new Outgoing(each.topic(), each.payload(), Math.min(qos, each.qos()), true, false, false)));
    }

    private void publish(FakeSession session, Packet packet) {
        int qos = packet.qos();
        Outgoing message = new Outgoing(packet.topic(), packet.payload(), qos, false, sinsOnce(Sin.INVENTS_DUP, 20), false);
        if (qos == 2 && !session.received.add(packet.packetId())) {
            session.write(Packets.identifier(Frames.PUBREC, packet.packetId()));
            return;
        }
        if (sin == Sin.NEVER_ANSWERS_SOME && qos == 1 && packet.topic().endsWith("/1") && sins(sin)) {
            return;
        }
        if (qos > 0 && !session.kept && sinsOnce(Sin.NEVER_ANSWERS_WHO_HAS_NO_SESSION, 20)) {
            return;
        }
        if (packet.retain()) {
            retain(message);
        }
        if (message.topic().equals(INPUTS)) {
            message = output(message);
        }
        if (!(qos == 1 && sinsOnce(Sin.LOSES_QOS1, 20)) && !(qos == 2 && sinsOnce(Sin.LOSES_QOS2, 20))) {
            inOrder(message);
        }
        if (qos > 0 && !(qos == 2 && sinsOnce(Sin.FORGETS_RECEIVED_IDENTIFIERS, 10))) {
            byte[] answer = Packets.identifier(qos == 1 ? Frames.PUBACK : Frames.PUBREC, packet.packetId());
            session.write(answer);
            if (sinsOnce(Sin.ACKNOWLEDGES_TWICE, 20)) {
                session.write(answer);
            }
        }
    }

    /** Each input is a call of its own. */
    private Outgoing output(Outgoing input) {
        String text = new String(input.payload(), StandardCharsets.US_ASCII) + "@" + ++calls;
        Outgoing output = new Outgoing(OUTPUTS, text.getBytes(StandardCharsets.US_ASCII), input.qos(), false, false, false);
        if (sinsOnce(Sin.YIELDS_TWO_OUTPUTS, 20)) {
            route(output);
        }
        return output;
    }

    private void retain(Outgoing message) {
        if (killed && sins(Sin.RETAINS_NO_MORE_AFTER_A_KILL)) {
            return;
        }
        if (message.payload().length == 0) {
            retained.remove(message.topic());
        } else {
            retained.put(message.topic(), message);
        }
    }

    /** Or not, where that is the sin. */
    private void inOrder(Outgoing message) {
        Outgoing held = heldForSwap.remove(message.topic());
        if (held == null && message.qos() > 0 && sinsOnce(Sin.SWAPS_TWO, 20)) {
            heldForSwap.put(message.topic(), message);
            return;
        }
        route(message);
        if (held != null) {
            route(held);
        }
    }

    private void route(Outgoing message) {
        for (FakeSession session : new ArrayList<>(sessions.values())) {
            session.subscriptions.forEach((filter, granted) -> {
                if (matches(filter, message.topic()) && (session.out != null || session.kept)) {
                    deliver(session, message, granted);
                }
            });
        }
    }

    private void deliver(FakeSession session, Outgoing message, int granted) {
        int qos = sins(Sin.DELIVERS_AT_PUBLISHED_QOS) ? message.qos() : Math.min(message.qos(), granted);
        byte[] payload = message.payload();
        if (payload.length > 0 && sinsOnce(Sin.MANGLES, 20)) {
            payload = payload.clone();
            payload[payload.length / 2] ^= 1;
        }
        Outgoing each = new Outgoing(message.topic(), payload, qos, false, message.dup(), false);
        session.add(each);
        if (qos == 1 && sinsOnce(Sin.REPEATS_QOS1, 20) || qos == 2 && sinsOnce(Sin.DELIVERS_QOS2_TWICE, 20)) {
            session.add(each);
        }
    }

    private static boolean matches(String filter, String topic) {
        return topic.matches(filter.replace("+", "[^/]*").replace("/#", "(/.*)?"));
    }

    @Override
    public synchronized void close() throws IOException, InterruptedException {
        kill();
    }
}
