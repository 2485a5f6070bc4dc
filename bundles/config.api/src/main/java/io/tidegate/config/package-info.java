/**
 * How a proposed configuration is read and judged before it is applied; the one text form of a password.
 */
@Export
@Version("1.2.0")
package io.tidegate.config;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
