/**
 * The one control thread of this bundle and how long to wait between attempts.
 */
package io.tidegate.rule.internal.time;
