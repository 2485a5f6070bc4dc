/** A line of a log, how grave it is and how it looks. */
package io.tidegate.log.internal.line;
