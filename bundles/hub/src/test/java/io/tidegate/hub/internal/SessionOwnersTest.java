package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.hub.SessionSpec;

/** Whose is a client identifier? Refused is return code 0x02. */
class SessionOwnersTest {
    private static final String[] ALL = {"#"};

    @OnLoops
    void storedSessionIsItsPrincipalsAlone_alsoInTheNextHub(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "publisher")) {
            hub.people.add("mallory", ALL, ALL);
            Wire owner = Wire.kept(hub, "c", false);
            owner.subscribe("in", 1);
            owner.leave();
            device.publish1("in", "one", 1);
            refused(hub, "mallory", "c", false);
            refused(hub, "mallory", "c", true); // a clean session would destroy it
            hub.replaceHub();
            refused(hub, "mallory", "c", true);
            try (Wire again = Wire.kept(hub, "c", true)) {
                again.expectPublish("in", "one", 1);
            }
        }
    }

    @OnLoops
    void connectedSessionIsNotTakenOverByAnotherPrincipal(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire owner = Wire.clean(hub, "c")) {
            hub.people.add("mallory", ALL, ALL);
            refused(hub, "mallory", "c", true);
            owner.expectNothing();
        }
    }

    @OnLoops
    void clientIdOfARuleIsReserved_untilNobodyConfiguresIt(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            Taker rule = Taker.open(hub, SessionSpec.of("rule/r").clientId("r").unrestricted().build());
            refused(hub, "test", "r", true);
            rule.session.close(); // its bundle is being replaced
            refused(hub, "test", "r", false);
            assertEquals(0L, Taker.of(hub.core.locals().retire("rule/r")));
            Wire.clean(hub, "r").close();
        }
    }

    @OnLoops
    void clientIdOfARuleThatCannotRunIsReservedToo(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            hub.core.locals().reserve("r", "rule/r");
            refused(hub, "test", "r", true);
            Taker.of(hub.core.locals().retire("rule/r"));
            Wire.clean(hub, "r").close();
        }
    }

    @OnLoops
    void retiringASessionThatSomebodyHasOpenKeepsItsClientId(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            Taker.open(hub, SessionSpec.of("rule/r").clientId("r").unrestricted().build());
            assertEquals(-1L, Taker.of(hub.core.locals().retire("rule/r")));
            refused(hub, "test", "r", true);
        }
    }

    @OnLoops
    void orphanedSessionHasNoClientId(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker.open(hub, SessionSpec.of("rule/r").clientId("r").unrestricted().build()).subscribe("in", 1).session.close();
            device.publish1("in", "one", 1);
            assertEquals(1L, Taker.of(hub.core.locals().retire("rule/r")));
            Wire.clean(hub, "r").close();
        }
    }

    private static void refused(HubServer hub, String user, String clientId, boolean clean) throws Exception {
        try (Wire wire = Wire.to(hub)) {
            wire.send(Packets.connect(clientId, clean, 0, null, user, user));
            wire.expectConnack(false, 2);
            wire.expectClosed();
        }
    }
}
