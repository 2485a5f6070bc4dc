/**
 * What rule and route configurations mean: text into immutable records, or a sentence that says why not.
 */
package io.tidegate.rule.internal.config;
