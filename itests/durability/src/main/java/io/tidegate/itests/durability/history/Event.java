package io.tidegate.itests.durability.history;

/**
 * What a client did or saw. What it does is written down before it is done, what it sees after it has come, so that the order
 * of a {@link History} never claims more than was so. {@code session} names a session of the broker: the client identifier,
 * and for one that ends with its connection also the number of the connection.
 */
public sealed interface Event {

    // ---- publishing

    /**
     * A PUBLISH is about to be written.
     *
     * @param packetId 0 at QoS 0
     * @param kept     whether the publisher keeps its state over connections, and will send it again until it is acknowledged
     * @param again    whether this is a resend, with DUP
     */
    record Sent(Message message, int qos, boolean retain, int packetId, boolean kept, boolean again) implements Event { }

    /** The broker has taken the message over: PUBACK or PUBREC. */
    record Acknowledged(Message message) implements Event { }

    // ---- receiving

    /**
     * A message was handed to the application: at QoS 2 once for each packet identifier that was released before.
     *
     * @param connection number of the client's connection, from 1
     * @param call       of which call it is the output; empty: of none
     */
    record Arrived(String session, int connection, Message message, int qos, boolean dup, boolean retain, int packetId, String call)
            implements Event { }

    // ---- sessions

    /** A CONNECT is about to be written. @param will null: none */
    record Connecting(String session, int connection, Message will, int willQos) implements Event { }

    /** CONNACK accepted it. @param kept clean session 0 @param present the broker says that it had this session */
    record Connected(String session, int connection, boolean kept, boolean present) implements Event { }

    /** A DISCONNECT is about to be written. */
    record Leaving(String session, int connection) implements Event { }

    /** The connection is no more. @param dropped the client itself broke it, without DISCONNECT */
    record Ended(String session, int connection, boolean dropped) implements Event { }

    record Subscribing(String session, String filter, int qos) implements Event { }

    /** @param qos as granted */
    record Subscribed(String session, String filter, int qos) implements Event { }

    record Unsubscribing(String session, String filter) implements Event { }

    record Unsubscribed(String session, String filter) implements Event { }

    // ---- retained messages

    /** Somebody who has no session begins to ask for the retained messages. */
    record Probing(String probe) implements Event { }

    /** @param message null: there is none on this topic */
    record Retained(String probe, String topic, Message message) implements Event { }

    // ---- what is wrong by itself, and what was done to the broker

    /** The broker broke the protocol. */
    record Fault(String session, String what) implements Event { }

    /** Something is done to the broker. @param begins about to be; else it is over, and everybody is back */
    record Deed(String what, boolean begins) implements Event { }
}
