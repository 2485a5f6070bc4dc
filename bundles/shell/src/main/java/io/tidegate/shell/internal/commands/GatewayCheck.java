package io.tidegate.shell.internal.commands;

import io.tidegate.shell.internal.check.Proposals;
import java.nio.file.Path;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;

/** {@code gateway:check}: judges a proposed configuration without applying it. Fails when it has errors. */
@Service
@Command(scope = "gateway", name = "check", description = "Judges a proposed configuration and says what it would change; applies nothing")
public final class GatewayCheck implements Action {
    @Argument(required = true, description = "A directory with var/db/baetyl, a directory of etc/ files, or a file of either")
    @Completion(FileCompleter.class)
    private String path;

    @Option(name = "--no-changes", description = "Do not compare with what runs")
    private boolean noChanges;

    @Reference
    private Proposals proposals;

    @Override
    public Object execute() throws Exception {
        proposals.check(Path.of(path).toAbsolutePath().normalize(), !noChanges, System.out);
        return null;
    }
}
