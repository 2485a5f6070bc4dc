/**
 * What durable promises: queues of entries, maps, and batches that are one transaction each.
 */
@Export
@Version("1.0.0")
package io.tidegate.store;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
