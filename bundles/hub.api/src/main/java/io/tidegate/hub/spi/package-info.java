/**
 * What the hub asks others: who somebody is, and what they may.
 */
@Export
@Version("1.1.0")
package io.tidegate.hub.spi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
