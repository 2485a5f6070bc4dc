package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.hub.SessionSpec;

/** Is a client identifier that an in-process session reserves ever a connection's at the same time? */
class ReservedIdentifiersTest {
    /** Also between the start of a hub and the moment when whoever reserved it is there again. */
    @OnLoops
    void theNextHubKnowsThem(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            open(hub, "rule/r", "r").subscribe("in", 1);
            for (int round = 0; round < 2; round++) {
                if (round == 0) {
                    hub.replaceHub();
                } else {
                    hub.kill();
                }
                refused(hub, "r");
                open(hub, "rule/r", "r").session.close();
            }
            assertEquals(0L, Taker.of(hub.core.locals().retire("rule/r")));
            hub.replaceHub();
            Wire.clean(hub, "r").close();
        }
    }

    /** What was only reserved has no session of which anybody could say that it is not wanted any more. */
    @OnLoops
    void oneWithoutASessionIsFreeAfterARestart(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            hub.core.locals().reserve("r", "rule/r");
            refused(hub, "r");
            hub.replaceHub();
            Wire.clean(hub, "r").close();
        }
    }

    /** A session that goes by another identifier now gives the earlier one back. */
    @OnLoops
    void anotherIdentifierFreesTheEarlierOne(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            open(hub, "rule/r", "r").subscribe("in", 1);
            open(hub, "rule/r", "q");
            refused(hub, "q");
            Wire.clean(hub, "r").close();
            hub.replaceHub();
            refused(hub, "q");
            Wire.clean(hub, "r").close();
        }
    }

    @OnLoops
    void whoIsConnectedWithOneIsClosed_itsMessagesStay(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire clean = Wire.clean(hub, "a"); Wire kept = Wire.kept(hub, "b", false);
                Wire sender = Wire.clean(hub, "s")) {
            kept.subscribe("t", 1);
            open(hub, "rule/a", "a");
            hub.core.locals().reserve("b", "rule/b");
            clean.expectClosed();
            kept.expectClosed();
            sender.publish1("t", "for b", 1);
            assertEquals(0L, Taker.of(hub.core.locals().retire("rule/b")));
            try (Wire back = Wire.kept(hub, "b", true)) {
                back.expectPublish("t", "for b", 1);
            }
        }
    }

    /** It is reserved when a client has been asked about it and is not let in yet. */
    @OnLoops
    void whoIsBeingLetInWithOneIsRefused(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire late = Wire.to(hub)) {
            hub.core.shared().authorizer(new AskedAboutWills(topic -> hub.core.locals().reserve("b", "rule/b")));
            late.send(Packets.connect("b", true, 0, new Packets.Will("w", "", 0, false), "test", "test"));
            late.expectConnack(false, 2);
            late.expectClosed();
        }
    }

    private static Taker open(HubServer hub, String name, String clientId) {
        return Taker.open(hub, SessionSpec.of(name).clientId(clientId).unrestricted().build());
    }

    private static void refused(HubServer hub, String clientId) throws Exception {
        try (Wire wire = Wire.to(hub)) {
            wire.send(Packets.connect(clientId, true, 0, null, "test", "test"));
            wire.expectConnack(false, 2);
            wire.expectClosed();
        }
    }
}
