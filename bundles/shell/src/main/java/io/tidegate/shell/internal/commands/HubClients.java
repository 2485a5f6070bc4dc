package io.tidegate.shell.internal.commands;

import io.tidegate.hub.HubView;
import io.tidegate.shell.internal.access.HubAccess;
import io.tidegate.shell.internal.text.Listing;
import io.tidegate.shell.internal.text.Nearest;
import io.tidegate.shell.internal.text.Refusal;
import io.tidegate.shell.internal.text.Times;
import java.time.Instant;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code hub:clients}: every session, with why it is away or not well. */
@Service
@Command(scope = "hub", name = "clients", description = "Lists sessions: clients, connected or away, and rules")
public final class HubClients implements Action {
    @Argument(description = "Client identifier; without it all")
    @Completion(ClientIds.class)
    private String clientId;

    @Option(name = "--no-format", description = "One line a row, tabs between, no header")
    private boolean noFormat;

    @Reference
    private HubAccess hub;

    @Override
    public Object execute() throws Exception {
        Listing list = new Listing("Nobody is connected, and no session is kept.", "CLIENT", "USER", "STATE", "SINCE", "ADDRESS", "PROTOCOL",
                "SUBS", "INFLIGHT", "WAITING", "DROPPED", "REASON");
        Instant now = Instant.now();
        for (HubView.Client c : chosen(hub.clients())) {
            list.row(c.clientId(), c.username(), c.state(), noFormat ? c.since() : Times.ago(c.since(), now) + " ago", c.address(), c.protocol(),
                    c.subscriptions(), c.inflight(), c.waiting(), c.dropped(), c.reason());
        }
        list.print(System.out, noFormat);
        return null;
    }

    private List<HubView.Client> chosen(List<HubView.Client> all) throws Refusal {
        List<HubView.Client> chosen = all.stream().filter(c -> clientId == null || c.clientId().equals(clientId)).toList();
        if (clientId != null && chosen.isEmpty()) {
            throw new Refusal("no client " + clientId + Nearest.hint(clientId, all.stream().map(HubView.Client::clientId).toList()));
        }
        return chosen;
    }
}
