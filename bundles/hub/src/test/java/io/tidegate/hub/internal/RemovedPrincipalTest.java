package io.tidegate.hub.internal;

/** What does a connected client still get whose principal is no more? */
class RemovedPrincipalTest {
    /** "A session of one that does not exist gets and sends nothing." */
    @OnLoops
    void sessionOfAPrincipalThatIsNoMoreGetsNothing(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s")) {
            hub.people.add("p", new String[] {"#"}, new String[] {"#"});
            try (Wire gone = Wire.as(hub, "p", "a"); Wire watcher = Wire.clean(hub, "w")) {
                gone.subscribe("t", 0);
                watcher.subscribe("t", 0);
                sender.publish("t", "before");
                gone.expectPublish("t", "before", 0);
                hub.people.remove("p");
                sender.publish("t", "after");
                watcher.expectPublish("t", "before", 0);
                watcher.expectPublish("t", "after", 0);
                gone.expectClosedOrNothingWithin(100);
            }
        }
    }
}
