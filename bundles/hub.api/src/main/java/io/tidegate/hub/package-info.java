/**
 * How to be a client of the hub without a socket.
 */
@Export
@Version("1.1.0")
package io.tidegate.hub;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
