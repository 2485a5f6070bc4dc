package io.tidegate.config.yaml.internal.tree;

import io.tidegate.config.Problem;
import io.tidegate.config.ProposedConfiguration.Entry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A whole tree as read. Immutable.
 *
 * @param grace        how long a worker may take to end
 * @param entries      what is to be, in the order of the files
 * @param refusals     what cannot be what its file says; what runs of it stays
 * @param guardedFiles files with an error in them: nothing that was made from one of these is removed
 * @param guardAll     whether nothing at all is removed, because application.yml itself has an error
 * @param problems     everything that was found
 * @param services     a row per service of application.yml, in its order
 * @param others       further rows: files, and listeners that are not run
 * @param files        every file that was looked for
 */
public record Tree(Duration grace, List<Entry> entries, List<Refusal> refusals, Set<String> guardedFiles, boolean guardAll, List<Problem> problems,
        List<Row> services, List<Row> others, List<Path> files) {

    /** Whether a configuration that was made from the tree, but is not among its entries now, goes on as it was. */
    public boolean keeps(String pid, String source) {
        return guardAll || guardedFiles.contains(file(source)) || refusals.stream().anyMatch(r -> r.pid().equals(pid));
    }

    /** The FILE of FILE:LINE. */
    public static String file(String source) {
        int colon = source.lastIndexOf(':');
        return colon < 0 ? source : source.substring(0, colon);
    }
}
