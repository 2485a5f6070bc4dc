/** {@code ./dev bench change}: how long a gateway takes to start, to take an edit, to take a jar; seen from outside. */
package io.tidegate.bench.change;
