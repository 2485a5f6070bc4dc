/**
 * MQTT framing, decoding and encoding over {@code byte[]}: plain Java, knows no socket, no thread and no Netty type.
 * MQTT 3.1 and 3.1.1; what differs by version asks for the version number, so that 5 has its place.
 */
package io.tidegate.transport.netty.internal.codec;
