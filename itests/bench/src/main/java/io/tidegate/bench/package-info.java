/** {@code ./dev bench}: the command line and the order of the runs. */
package io.tidegate.bench;
