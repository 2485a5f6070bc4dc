package io.tidegate.hub.internal;

import org.junit.jupiter.api.Tag;

/** What becomes of who is connected under a principal whose password, or who itself, is another one now? */
class ChangedCredentialsTest {
    private static final String[] ALL = {"#"};

    @OnLoops
    @Tag("MQTT-3.1.2-8")
    void whoCameInByTheOldPasswordIsClosed_nobodyElse(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire watcher = Wire.clean(hub, "w")) {
            hub.people.add("p", ALL, ALL);
            hub.people.add("q", ALL, ALL);
            try (Wire other = Wire.as(hub, "q", "q1"); Wire clean = Wire.to(hub); Wire kept = Wire.to(hub)) {
                watcher.subscribe("will", 1);
                clean.send(Packets.connect("p1", true, 0, new Packets.Will("will", "of p1", 1, false), "p", "p"));
                clean.expectConnack(false, 0);
                kept.send(Packets.connect("p2", false, 0, null, "p", "p"));
                kept.expectConnack(false, 0);
                kept.subscribe("t", 1);
                hub.people.password("p", "new");
                clean.expectClosed();
                kept.expectClosed();
                watcher.expectPublish("will", "of p1", 1);
                watcher.publish1("t", "for p2", 1);
                other.expectNothing();
                refused(hub, "p2", "p", "p");
                try (Wire back = Wire.to(hub)) {
                    back.send(Packets.connect("p2", false, 0, null, "p", "new"));
                    back.expectConnack(true, 0);
                    back.expectPublish("t", "for p2", 1);
                }
            }
        }
    }

    @OnLoops
    void whosePrincipalIsRemovedIsClosed(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire other = Wire.clean(hub, "o")) {
            hub.people.add("p", ALL, ALL);
            try (Wire gone = Wire.as(hub, "p", "p1")) {
                hub.people.remove("p");
                gone.expectClosed();
                other.expectNothing();
            }
        }
    }

    /** Permissions, and a principal that is gone for an instant only, are no reason. */
    @OnLoops
    void whoMayMoreOrLess_orIsMadeAnewAtOnce_stays(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            hub.people.add("p", ALL, ALL);
            hub.people.add("marker", ALL, ALL);
            try (Wire stays = Wire.as(hub, "p", "p1"); Wire marker = Wire.as(hub, "marker", "m")) {
                hub.people.add("p", new String[0], new String[] {"t"});
                hub.people.remove("p");
                hub.people.add("p", ALL, ALL);
                hub.people.password("marker", "new"); // looked at together with the others
                marker.expectClosed();
                stays.expectNothing();
            }
        }
    }

    @OnLoops
    void whosePasswordChangedWhileTheHubWasAwayIsClosedByTheNext(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire other = Wire.clean(hub, "o")) {
            hub.people.add("p", ALL, ALL);
            try (Wire changed = Wire.as(hub, "p", "p1")) {
                hub.detachHub();
                hub.people.password("p", "new");
                hub.replaceHub();
                changed.expectClosed();
                other.expectNothing();
            }
        }
    }

    /** The next authenticator is asked about those whom the one before let in; while there is none, nobody is closed. */
    @OnLoops
    void nextAuthenticatorIsAskedAboutThem(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire other = Wire.clean(hub, "o")) {
            hub.people.add("p", ALL, ALL);
            try (Wire stays = Wire.as(hub, "p", "p1")) {
                HubServer.People next = new HubServer.People();
                next.add("p", ALL, ALL);
                next.password("p", "new");
                hub.core.shared().authenticator(null);
                stays.expectNothing();
                hub.core.shared().authenticator(next);
                stays.expectClosed();
                other.expectNothing();
            }
        }
    }

    /** It changes when a client was found good and is not let in yet. */
    @OnLoops
    void whoIsBeingLetInByTheOldPasswordIsRefused(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire late = Wire.to(hub)) {
            hub.core.shared().authorizer(new AskedAboutWills(topic -> hub.people.password("test", "new")));
            late.send(Packets.connect("a", true, 0, new Packets.Will("w", "", 0, false), "test", "test"));
            late.expectConnack(false, 4);
            late.expectClosed();
        }
    }

    private static void refused(HubServer hub, String clientId, String user, String password) throws Exception {
        try (Wire wire = Wire.to(hub)) {
            wire.send(Packets.connect(clientId, true, 0, null, user, password));
            wire.expectConnack(false, 4);
            wire.expectClosed();
        }
    }
}
