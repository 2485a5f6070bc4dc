package io.tidegate.config.yaml.internal.tree;

import io.tidegate.config.yaml.internal.text.Section;

/** The {@code logger} block, the same in every file of the model; known, so that a slip in it is seen. Stateless. */
final class Logging {
    private Logging() {
    }

    static void accept(Section file) {
        Section logger = file.section("logger");
        for (String nested : new String[] {"age", "size", "backup"}) {
            logger.section(nested).accept("max").close();
        }
        logger.accept("path", "level", "format", "console", "backupCount").close();
    }
}
