/** Figures: medians, ratios and the tables made of them. */
package io.tidegate.bench.report;
