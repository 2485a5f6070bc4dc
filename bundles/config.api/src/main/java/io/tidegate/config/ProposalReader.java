package io.tidegate.config;

import java.nio.file.Path;
import org.osgi.annotation.versioning.ConsumerType;

/** Service: reads a file or a directory into what would be applied, keeping the place of every key. Any thread; reads files. */
@ConsumerType
public interface ProposalReader {
    /**
     * @param fileOrDirectory a Baetyl tree's directory (the one that holds {@code var/db/baetyl}) or an {@code etc/} file or directory
     * @return what it says; what cannot be read is among its problems, never an exception
     */
    ProposedConfiguration read(Path fileOrDirectory);
}
