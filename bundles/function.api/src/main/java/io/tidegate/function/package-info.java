/**
 * How to call a function.
 */
@Export
@Version("1.1.0")
package io.tidegate.function;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
