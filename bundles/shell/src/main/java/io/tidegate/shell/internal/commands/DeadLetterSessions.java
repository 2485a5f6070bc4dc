package io.tidegate.shell.internal.commands;

import io.tidegate.shell.internal.access.HubAccess;
import io.tidegate.shell.internal.text.Refusal;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Completes names of sessions that have dead letters. */
@Service
public final class DeadLetterSessions implements Completer {
    @Reference
    private HubAccess hub;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        try {
            return new StringsCompleter(hub.letterSessions()).complete(session, commandLine, candidates);
        } catch (Refusal nobodyToAsk) {
            return -1; // completing says nothing; the command itself will
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }
}
