package io.tidegate.itests.durability.history;

/** How a message is written into a payload, and known again. For any thread. */
public interface Payloads {
    /** As {@link Message} does it, some 120 bytes. */
    Payloads NUMBERED = new Payloads() {
        private static final int BYTES = 120;

        @Override
        public byte[] write(Message message) {
            return message.payload(BYTES);
        }

        @Override
        public Message read(String topic, byte[] payload) {
            return Message.of(topic, payload);
        }
    };

    byte[] write(Message message);

    /** @return null when nobody writes such a payload */
    Message read(String topic, byte[] payload);

    /** Of which call it is the output, for a payload that {@link #read} knows; empty: of none. */
    default String call(byte[] payload) {
        return "";
    }
}
