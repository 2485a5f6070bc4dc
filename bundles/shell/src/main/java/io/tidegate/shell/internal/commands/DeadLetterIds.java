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

/** Completes ids of dead letters: the oldest, where there are many. */
@Service
public final class DeadLetterIds implements Completer {
    @Reference
    private HubAccess hub;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        try {
            String argument = commandLine.getCursorArgument();
            List<String> names = hub.letterIds(argument == null ? "" : argument.substring(0, commandLine.getArgumentPosition()));
            return new StringsCompleter(names).complete(session, commandLine, candidates);
        } catch (Refusal nobodyToAsk) {
            return -1; // completing says nothing; the command itself will
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }
}
