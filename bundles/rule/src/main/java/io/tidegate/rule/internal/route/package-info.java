/**
 * Topic to topic routes: one engine with one session serves all of them.
 */
package io.tidegate.rule.internal.route;
