/**
 * Rules at work: {@code RuleComponent} is what Declarative Services makes of a configuration, {@code Rule} decides what
 * runs, {@code Pipeline} carries deliveries to the function and their outcomes back.
 */
package io.tidegate.rule.internal;
