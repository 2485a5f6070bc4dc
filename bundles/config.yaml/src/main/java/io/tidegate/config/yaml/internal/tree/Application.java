package io.tidegate.config.yaml.internal.tree;

import io.tidegate.config.yaml.internal.text.Findings;
import java.util.List;

/**
 * What application.yml says.
 *
 * @param services in file order, also those that cannot be used
 */
record Application(List<Item> services) {
    /**
     * @param service  as far as it could be read
     * @param findings its own; with errors, the service cannot be used
     */
    record Item(Service service, Findings findings) {
    }
}
