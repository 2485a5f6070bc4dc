/** The load generator: connections, flow control, validation and the loop that drives one run. One thread owns all of it. */
package io.tidegate.bench.load;
