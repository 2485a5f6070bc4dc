package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.hub.SessionSpec;
import io.tidegate.hub.Subscription;
import io.tidegate.mqtt.QoS;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.mqtt.TopicFilter;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What may a principal do, and what happens when it tries more, or may less than before? */
class PermissionsTest {
    @OnLoops
    void forbiddenPublishClosesAndIsDeliveredToNobody(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire watcher = Wire.clean(hub, "w")) {
            hub.people.add("p", new String[] {"ok/+"}, new String[0]);
            watcher.subscribe("#", 0);
            for (int qos = 0; qos < 3; qos++) {
                try (Wire wire = Wire.as(hub, "p", "p" + qos)) {
                    wire.publish("ok/" + qos, "allowed");
                    wire.send(Packets.publish("secret", "forbidden", qos, 1, false, qos == 1));
                    wire.expectClosed();
                }
                watcher.expectPublish("ok/" + qos, "allowed", 0);
            }
            try (Wire sender = Wire.clean(hub, "s")) {
                sender.publish("marker", "");
            }
            watcher.expectPublish("marker", "", 0);
        }
    }

    /** Defect of the model: a permission is no topic that a filter could match. */
    @Test
    void permissionMustCoverTheWholeFilter() throws Exception {
        try (HubServer hub = new HubServer(1)) {
            hub.people.add("p", new String[0], new String[] {"one/+", "two/#", "+/x"});
            try (Wire wire = Wire.as(hub, "p", "a")) {
                wire.send(Packets.subscribe(1, "one/#", 0, "one/+", 0, "one/a", 0, "one/a/b", 0, "one", 0, "+/a", 0, "#", 0,
                        "two", 0, "two/#", 0, "two/+/y", 0, "+/x", 0, "a/x", 0, "+/+", 0));
                assertEquals(List.of(0x80, 0, 0, 0x80, 0x80, 0x80, 0x80, 0, 0, 0, 0, 0, 0x80), wire.expect(Packets.SUBACK).codes());
            }
        }
    }

    /** What a topic was found to be allowed for one is not for another. */
    @OnLoops
    void permissionIsPerPrincipalAlsoOnOneTopic(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire all = Wire.clean(hub, "all")) {
            hub.people.add("p", new String[] {"other"}, new String[0]);
            all.subscribe("t", 0);
            for (int i = 0; i < 4; i++) {
                all.publish("t", "x");
                all.expectPublish("t", "x", 0);
                try (Wire wire = Wire.as(hub, "p", "p")) {
                    wire.publish("t", "forbidden");
                    wire.expectClosed();
                }
            }
            all.expectNothing();
        }
    }

    @OnLoops
    void permissionToPublishThatIsTakenAwayIsGoneForTheNextPacket(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire watcher = Wire.clean(hub, "w")) {
            hub.people.add("p", new String[] {"t"}, new String[0]);
            watcher.subscribe("t", 0);
            try (Wire wire = Wire.as(hub, "p", "a")) {
                wire.publish("t", "1");
                watcher.expectPublish("t", "1", 0);
                hub.people.add("p", new String[] {"u"}, new String[0]);
                wire.publish("t", "2");
                wire.expectClosed();
            }
            watcher.expectNothing();
        }
    }

    @OnLoops
    void inProcessSessionHasItsPrincipalsPermissions(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            hub.people.add("p", new String[] {"out"}, new String[] {"in/+"});
            Taker taker = Taker.open(hub, SessionSpec.of("rule/x").username("p").build());
            assertEquals(List.of(ReasonCode.granted(1), ReasonCode.NOT_AUTHORIZED, ReasonCode.NOT_AUTHORIZED),
                    Taker.of(taker.session.subscribe(filters("in/a", "in/#", "other"))));
            assertEquals(ReasonCode.SUCCESS, taker.publish("out", "", 1).code());
            assertEquals(ReasonCode.NOT_AUTHORIZED, taker.publish("in/a", "", 0).code());
            Taker none = Taker.open(hub, SessionSpec.of("rule/y").build());
            assertEquals(List.of(ReasonCode.NOT_AUTHORIZED), Taker.of(none.session.subscribe(filters("in/a"))));
            assertEquals(ReasonCode.NOT_AUTHORIZED, none.publish("out", "", 0).code());
            Taker own = Taker.open(hub, SessionSpec.of("rule/z").permissions(List.of(TopicFilter.of("a/#")),
                    List.of(TopicFilter.of("b/+"))).build());
            assertEquals(List.of(ReasonCode.granted(1), ReasonCode.NOT_AUTHORIZED),
                    Taker.of(own.session.subscribe(filters("b/+", "b/#"))));
            assertEquals(ReasonCode.SUCCESS, own.publish("a", "", 0).code());
        }
    }

    private static LinkedHashSet<Subscription> filters(String... filters) {
        LinkedHashSet<Subscription> all = new LinkedHashSet<>();
        for (String f : filters) {
            all.add(new Subscription(TopicFilter.of(f), QoS.AT_LEAST_ONCE));
        }
        return all;
    }
}
