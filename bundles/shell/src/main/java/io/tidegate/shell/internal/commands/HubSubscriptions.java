package io.tidegate.shell.internal.commands;

import io.tidegate.hub.HubView;
import io.tidegate.shell.internal.access.HubAccess;
import io.tidegate.shell.internal.text.Listing;
import io.tidegate.shell.internal.text.Nearest;
import io.tidegate.shell.internal.text.Refusal;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code hub:subscriptions}: who wants what. */
@Service
@Command(scope = "hub", name = "subscriptions", description = "Lists subscriptions")
public final class HubSubscriptions implements Action {
    @Argument(description = "Client identifier; without it all")
    @Completion(ClientIds.class)
    private String clientId;

    @Option(name = "--no-format", description = "One line a row, tabs between, no header")
    private boolean noFormat;

    @Reference
    private HubAccess hub;

    @Override
    public Object execute() throws Exception {
        List<HubView.Subscribed> all = hub.subscriptions();
        if (clientId != null && all.stream().noneMatch(s -> s.clientId().equals(clientId))) {
            throw new Refusal("client " + clientId + " has no subscription"
                    + Nearest.hint(clientId, all.stream().map(HubView.Subscribed::clientId).toList()));
        }
        Listing list = new Listing("There is no subscription.", "CLIENT", "TOPIC FILTER", "QOS");
        all.stream().filter(s -> clientId == null || s.clientId().equals(clientId)).forEach(s -> list.row(s.clientId(), s.filter(), s.qos()));
        list.print(System.out, noFormat);
        return null;
    }
}
