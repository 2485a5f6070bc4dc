/**
 * How anything tells its state, since when, and why: one contract behind every list, {@code info} command and metric.
 */
@Export
@Version("1.0.0")
package io.tidegate.status;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
