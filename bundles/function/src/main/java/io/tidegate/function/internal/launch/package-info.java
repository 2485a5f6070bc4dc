/** From a configuration to a started process: directory, environment, bootstrap, fingerprint. */
package io.tidegate.function.internal.launch;
