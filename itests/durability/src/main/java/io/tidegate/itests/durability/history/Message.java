package io.tidegate.itests.durability.history;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * What a message is known by: each publisher numbers what it publishes to one topic, from 1. The payload says so itself, with
 * filling behind it and a sum over all, so that a mangled message is none of those that were sent.
 */
public record Message(String publisher, String topic, int number) {
    private static final String CLEARED = "/cleared/";

    /** A text that begins with who and which, {@code bytes} long where that is enough. */
    public byte[] payload(int bytes) {
        if (clears()) {
            return new byte[0];
        }
        StringBuilder text = new StringBuilder(publisher).append(' ').append(number).append(' ');
        text.append("x".repeat(Math.max(0, bytes - text.length() - 9)));
        return (text + " " + sum(text.toString(), topic)).getBytes(StandardCharsets.US_ASCII);
    }

    /** @return null when the payload is not as {@link #payload} made it for this topic */
    public static Message of(String topic, byte[] payload) {
        String text = new String(payload, StandardCharsets.US_ASCII);
        int end = text.lastIndexOf(' ');
        String[] words = text.split(" ", 3);
        if (words.length < 3 || end < 0 || !text.substring(end + 1).equals(sum(text.substring(0, end), topic))) {
            return null;
        }
        return new Message(words[0], topic, Integer.parseInt(words[1]));
    }

    private static String sum(String text, String topic) {
        CRC32 sum = new CRC32();
        sum.update((topic + '\n' + text).getBytes(StandardCharsets.US_ASCII));
        return String.format("%08x", sum.getValue());
    }

    /** Whether it is empty and removes the retained message: on some topics those with even numbers. */
    public boolean clears() {
        return topic.contains(CLEARED) && number % 2 == 0;
    }

    /** The messages among which order is kept. */
    public Stream stream() {
        return new Stream(publisher, topic);
    }

    @Override
    public String toString() {
        return publisher + " " + topic + " " + number;
    }

    /** One publisher's messages to one topic. */
    public record Stream(String publisher, String topic) {
        public Message message(int number) {
            return new Message(publisher, topic, number);
        }

        @Override
        public String toString() {
            return publisher + " " + topic;
        }
    }
}
