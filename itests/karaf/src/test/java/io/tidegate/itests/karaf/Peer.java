package io.tidegate.itests.karaf;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** A device: one connection by Eclipse Paho, which never reconnects on its own, and everything that arrived on it. */
final class Peer implements MqttCallback, AutoCloseable {
    private static final long LIMIT_MILLIS = 20_000;

    /** @param nanos {@link System#nanoTime} of the arrival */
    record Arrival(long nanos, String topic, String payload, int qos) { }

    private final MqttAsyncClient client;
    private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
    private volatile Consumer<Arrival> listener = arrivals::add;
    private volatile Throwable lost;

    private Peer(String address, String clientId) throws MqttException {
        client = new MqttAsyncClient(address, clientId, new MemoryPersistence());
        client.setCallback(this);
    }

    /** Connects with a clean session. @param address {@code tcp://HOST:PORT} @throws MqttException when refused */
    static Peer connect(String address, String clientId, String username, String password) throws MqttException {
        return connect(address, clientId, username, password, true);
    }

    /** Connects to a session that outlives the connection. @throws MqttException when refused */
    static Peer keep(String address, String clientId, String username, String password) throws MqttException {
        return connect(address, clientId, username, password, false);
    }

    private static Peer connect(String address, String clientId, String username, String password, boolean clean) throws MqttException {
        Peer peer = new Peer(address, clientId);
        MqttConnectOptions options = new MqttConnectOptions();
        options.setUserName(username);
        options.setPassword(password.toCharArray());
        options.setAutomaticReconnect(false);
        options.setCleanSession(clean);
        options.setMaxInflight(10_000);
        options.setConnectionTimeout(10);
        try {
            peer.client.connect(options).waitForCompletion(LIMIT_MILLIS);
            return peer;
        } catch (MqttException refused) {
            peer.client.close(true);
            throw refused;
        }
    }

    /** @throws MqttException with code 128 when the broker refuses the filter; the asynchronous client keeps that to itself */
    Peer subscribe(String filter, int qos) throws MqttException {
        IMqttToken token = client.subscribe(filter, qos);
        token.waitForCompletion(LIMIT_MILLIS);
        if (token.getGrantedQos()[0] == MqttException.REASON_CODE_SUBSCRIBE_FAILED) {
            throw new MqttException(MqttException.REASON_CODE_SUBSCRIBE_FAILED);
        }
        return this;
    }

    /** Sends without waiting for the broker's answer. */
    IMqttDeliveryToken send(String topic, String payload, int qos) throws MqttException {
        return client.publish(topic, payload.getBytes(StandardCharsets.UTF_8), qos, false);
    }

    /** Sends and waits until the broker has the message, as far as {@code qos} tells. */
    void publish(String topic, String payload, int qos) throws MqttException {
        send(topic, payload, qos).waitForCompletion(LIMIT_MILLIS);
    }

    /** Waits until the broker has answered for everything that was sent. */
    void awaitConfirmed(Duration limit) {
        Wait.until("everything sent is confirmed", limit, client::getInFlightMessageCount, count -> count == 0);
    }

    /** Hands what arrives from now on to somebody instead of keeping it; called on the client's thread. */
    void listen(Consumer<Arrival> listener) {
        this.listener = listener;
    }

    /** Everything so far, in the order of arrival; grows. For a few: each arrival copies the list. */
    List<Arrival> arrivals() {
        return arrivals;
    }

    /** The first arrival, past or coming, that {@code wanted} likes. */
    Arrival await(String what, Duration limit, Predicate<Arrival> wanted) {
        return Wait.until(what, limit, () -> arrivals.stream().filter(wanted).findFirst().orElseThrow(
            () -> new IllegalStateException(arrivals.size() + " arrivals: " + tail())), arrival -> true);
    }

    private String tail() {
        List<Arrival> now = List.copyOf(arrivals);
        return now.subList(Math.max(0, now.size() - 3), now.size()).toString();
    }

    /** Null while the connection has not been lost. */
    Throwable lost() {
        return lost;
    }

    @Override
    public void connectionLost(Throwable cause) {
        lost = cause;
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        listener.accept(new Arrival(System.nanoTime(), topic, new String(message.getPayload(), StandardCharsets.UTF_8), message.getQos()));
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
        // the token tells
    }

    @Override
    public void close() throws MqttException {
        if (client.isConnected()) {
            client.disconnect().waitForCompletion(LIMIT_MILLIS);
        }
        client.close(true);
    }
}
