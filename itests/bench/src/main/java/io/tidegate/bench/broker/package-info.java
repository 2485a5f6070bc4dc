/** Brokers started fresh for one run each: Mosquitto, Tidegate, any by its command, and a relay in this process. */
package io.tidegate.bench.broker;
