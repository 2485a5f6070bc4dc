/**
 * What MQTT words mean. Values only, all final and immutable.
 */
@Export
@Version("1.0.0")
package io.tidegate.mqtt;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
