package io.tidegate.hub.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.mqtt.Message;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Are messages in the store what earlier versions wrote? */
class EntryTest {
    /** Version 1, RETAIN and QoS 2, 3 hops, stored after 0x01020304 seconds, topic "a/ä", no properties, payload "hi". */
    private static final String FIXTURE = "01" + "05" + "03" + "01020304" + "0004" + "0000" + "612fc3a4" + "6869";

    @Test
    void writesTheFixture() {
        byte[] topic = {'a', '/', (byte) 0xC3, (byte) 0xA4};
        assertEquals(FIXTURE, HexFormat.of().formatHex(Entry.of(topic, new byte[] {'h', 'i'}, 2 << 1 | Entry.RETAIN, 3, 0x01020304L)));
    }

    @Test
    void readsTheFixtureWhereverItIs() {
        byte[] e = HexFormat.of().parseHex("ffffff" + FIXTURE + "ffff");
        int at = 3;
        assertEquals(2, Entry.qos(e, at));
        assertTrue(Entry.retain(e, at));
        assertEquals(3, Entry.hops(e, at));
        assertEquals(0x01020304L, Entry.stored(e, at));
        assertEquals("a/\u00e4", Entry.topicText(e, at));
        assertEquals(2, Entry.payloadLength(e, at, FIXTURE.length() / 2));
        Message m = Entry.message(e, at, FIXTURE.length() / 2, 1);
        assertEquals("a/\u00e4 hi 1 true", m.topic() + " " + new String(m.payload()) + " " + m.qos().value() + " " + m.retain());
    }

    /** Properties that a later version may have written are passed over. */
    @Test
    void payloadBeginsAfterProperties() {
        byte[] e = HexFormat.of().parseHex("01" + "02" + "00" + "00000000" + "0001" + "0003" + "61" + "aabbcc" + "68");
        assertEquals("h", new String(Entry.message(e, 0, e.length, 2).payload()));
    }
}
