/**
 * How a language says how its functions are started.
 */
@Export
@Version("1.1.0")
package io.tidegate.function.spi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
