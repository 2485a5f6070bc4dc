/**
 * What {@code bin/tidegate} runs: {@link io.tidegate.launcher.Main} prepares a gateway's directory and starts the
 * container in the same process; {@link io.tidegate.launcher.Client} talks to a running gateway or ends it.
 *
 * <p>No bundle: these classes live in {@code lib/tidegate-launcher.jar} on the class path, before there is a framework.
 * They use the JDK alone (and Karaf's main class), because every class more is a slower {@code tidegate status}.
 */
package io.tidegate.launcher;
