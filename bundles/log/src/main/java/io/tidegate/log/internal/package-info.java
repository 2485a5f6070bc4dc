/** Logs as configured: components, what their configuration says, and who gets which line. */
package io.tidegate.log.internal;
