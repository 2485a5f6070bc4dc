/** MQTT 3.1.1 as bytes: what the load generator writes and how it recognises what comes back. */
package io.tidegate.bench.wire;
