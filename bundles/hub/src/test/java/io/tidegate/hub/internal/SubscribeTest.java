package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.hub.internal.Packets.Got;
import io.tidegate.hub.internal.shard.HubSettings;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is a SUBSCRIBE or UNSUBSCRIBE answered, and what is received from then on? */
class SubscribeTest {
    @Test
    @Tag("MQTT-3.8.4-1")
    @Tag("MQTT-3.8.4-2")
    @Tag("MQTT-3.8.4-5")
    @Tag("MQTT-3.9.3-1")
    void eachFilterIsAnsweredInOrder() throws Exception {
        try (HubServer hub = new HubServer(1)) {
            hub.people.add("p", new String[] {"#"}, new String[] {"ok/#"});
            try (Wire wire = Wire.as(hub, "p", "a")) {
                wire.send(Packets.subscribe(4711, "ok/0", 0, "no", 1, "ok/2", 2, "ok/#/x", 1, "ok/1", 1, "ok/x+", 0));
                Got suback = wire.expect(Packets.SUBACK);
                assertEquals(4711, suback.packetId());
                assertEquals(List.of(0, 0x80, 2, 0x80, 1, 0x80), suback.codes());
            }
        }
    }

    @OnLoops
    @Tag("MQTT-3.8.4-3")
    @Tag("MQTT-3.8.4-6")
    void subscribingAgainReplacesTheQos(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire receiver = Wire.clean(hub, "r"); Wire sender = Wire.clean(hub, "s")) {
            for (int qos : new int[] {0, 2, 1, 0, 1}) {
                receiver.subscribe("t", qos);
                sender.send(Packets.publish("t", "q" + qos, 2, 9, false, false));
                sender.expect(Packets.PUBREC);
                Got got = receiver.expectPublish("t", "q" + qos, qos);
                sender.send(Packets.pubrel(9));
                sender.expect(Packets.PUBCOMP);
                if (qos == 1) {
                    receiver.send(Packets.puback(got.packetId()));
                } else if (qos == 2) {
                    receiver.send(Packets.pubrec(got.packetId()));
                    receiver.expect(Packets.PUBREL);
                    receiver.send(Packets.pubcomp(got.packetId()));
                }
            }
            receiver.expectNothing();
        }
    }

    @OnLoops
    @Tag("MQTT-3.3.5-1")
    void overlappingSubscriptionsGiveOneCopyAtTheHighestQos(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire receiver = Wire.clean(hub, "r");
                Wire kept = Wire.kept(hub, "k", false); Wire sender = Wire.clean(hub, "s")) {
            for (Wire w : new Wire[] {receiver, kept}) {
                w.subscribe("a/+", 0);
                w.subscribe("a/b", 1);
                w.subscribe("#", 2);
                w.subscribe("a/#", 0);
            }
            sender.publish("a/b", "0");
            sender.publish1("a/b", "1", 1);
            sender.publish2("a/b", "2", 2);
            sender.publish2("x", "marker", 3);
            for (Wire w : new Wire[] {receiver, kept}) {
                w.expectPublish("a/b", "0", 0);
                w.expectPublish("a/b", "1", 1);
                w.expectPublish("a/b", "2", 2);
                w.expectPublish("x", "marker", 2);
            }
        }
    }

    @OnLoops
    @Tag("MQTT-4.7.1-2")
    @Tag("MQTT-4.7.1-3")
    @Tag("MQTT-4.7.2-1")
    @Tag("MQTT-4.7.3-4")
    void wildcardsMeanWhatTheStandardSays(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s")) {
            hub.people.add("test", new String[] {"#", "$x/#", "$SYS/#"}, new String[] {"#", "$x/#", "$SYS/#"});
            String[][] table = { // filter, topics that match, |, topics that do not
                {"a/#", "a", "a/b", "a/b/c", "a/", "|", "b", "/a", "A"},
                {"+", "a", "|", "a/b", "/a", "/"},
                {"/+", "/a", "/", "|", "a", "/a/b"},
                {"+/+", "a/b", "/a", "/", "|", "a", "a/b/c"},
                {"#", "a", "/", "a/b", "|", "$x", "$x/y"},
                {"+/y", "x/y", "|", "$x/y"},
                {"$x/#", "$x", "$x/y", "|", "x", "x/y"},
                {"a/+/c", "a/b/c", "a//c", "|", "a/c", "a/b/d", "a/b/c/d"},
                {"a b/\u00e4", "a b/\u00e4", "|", "a b/a"}};
            for (String[] row : table) {
                try (Wire receiver = Wire.clean(hub, "r")) {
                    receiver.subscribe(row[0], 0);
                    receiver.subscribe("marker", 0);
                    StringBuilder got = new StringBuilder();
                    StringBuilder wanted = new StringBuilder();
                    boolean matches = true;
                    for (int i = 1; i < row.length; i++) {
                        if (row[i].equals("|")) {
                            matches = false;
                            continue;
                        }
                        wanted.append(matches ? row[i] + "\n" : "");
                        sender.publish(row[i], "");
                    }
                    sender.publish("marker", "");
                    for (Got g = receiver.next(); !g.topic().equals("marker"); g = receiver.next()) {
                        got.append(g.topic()).append('\n');
                    }
                    assertEquals(wanted.toString(), got.toString().replace("marker\n", ""), row[0]);
                }
            }
        }
    }

    @OnLoops
    @Tag("MQTT-3.10.4-1")
    @Tag("MQTT-3.10.4-4")
    @Tag("MQTT-3.10.4-5")
    @Tag("MQTT-3.10.4-6")
    void unsubscribingStopsMessagesAndIsAlwaysAnswered(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire receiver = Wire.clean(hub, "r"); Wire sender = Wire.clean(hub, "s")) {
            receiver.subscribe("a/+", 1);
            receiver.subscribe("a/b", 1);
            receiver.subscribe("marker", 0);
            receiver.send(Packets.unsubscribe(99, "a/+", "never/subscribed", "not#valid"));
            Got unsuback = receiver.expect(Packets.UNSUBACK);
            assertEquals(99, unsuback.packetId());
            assertEquals(2, unsuback.body().length);
            sender.publish1("a/c", "unsubscribed", 1);
            sender.publish1("a/b", "other filter", 2);
            sender.publish("marker", "");
            receiver.expectPublish("a/b", "other filter", 1);
            receiver.expectPublish("marker", "", 0);
        }
    }

    @Test
    @Tag("MQTT-3.8.3-3")
    @Tag("MQTT-3.10.3-2")
    void packetWithoutFilterClosesTheConnection() throws Exception {
        try (HubServer hub = new HubServer(1); Wire a = Wire.clean(hub, "a"); Wire b = Wire.clean(hub, "b")) {
            a.send(Packets.subscribe(1));
            a.expectClosed();
            b.send(Packets.unsubscribe(1));
            b.expectClosed();
        }
    }

    @OnLoops
    void limitsOfATreeGive0x80AndClosePublishers(int loops) throws Exception {
        HubSettings baetyl = new HubSettings(8, 255, false, null, 32 << 10, 100, 1 << 20, 64 << 20, 0);
        try (HubServer hub = new HubServer(loops, baetyl, 32 << 20); Wire a = Wire.clean(hub, "a")) {
            hub.people.add("test", new String[] {"#", "$x/#", "$SYS/#"}, new String[] {"#", "$x/#", "$SYS/#"});
            a.send(Packets.subscribe(1, "1/2/3/4/5/6/7/8/9", 1, "1/2/3/4/5/6/7/8/9/a", 1, "x".repeat(255), 0,
                    "x".repeat(256), 0, "\u00e4".repeat(128), 0, "$SYS/#", 1, "$x", 0, "/$x", 0, "#", 1));
            assertEquals(List.of(1, 0x80, 0, 0x80, 0x80, 0x80, 0x80, 0, 1), a.expect(Packets.SUBACK).codes());
            closes(hub, "1/2/3/4/5/6/7/8/9/a");
            closes(hub, "x".repeat(256));
            closes(hub, "\u00e4".repeat(128));
            closes(hub, "$x");
            closes(hub, "$SYS/x");
            a.publish("1/2/3/4/5/6/7/8/9", "ok");
            a.expectPublish("1/2/3/4/5/6/7/8/9", "ok", 0);
        }
    }

    private static void closes(HubServer hub, String topic) throws Exception {
        for (int qos = 0; qos < 3; qos++) {
            try (Wire wire = Wire.clean(hub, "closes")) {
                wire.send(Packets.publish(topic, "x", qos, 1, false, false));
                wire.expectClosed();
            }
        }
    }

    @Test
    @Tag("MQTT-3.3.2-2")
    @Tag("MQTT-1.5.3-1")
    void invalidTopicsCloseThePublisher() throws Exception {
        try (HubServer hub = new HubServer(1)) {
            hub.people.add("test", new String[] {"#", "$x/#", "$SYS/#"}, new String[] {"#", "$x/#", "$SYS/#"});
            closes(hub, "a/+");
            closes(hub, "#");
            closes(hub, "");
            closes(hub, "a\u0000b");
            closes(hub, "$SYS/broker");
            try (Wire wire = Wire.clean(hub, "utf")) {
                wire.send(Packets.packet(0x30, Packets.field(Packets.bytes('a', 0xC3, 0x28)), Packets.bytes('x')));
                wire.expectClosed();
            }
        }
    }
}
