/**
 * Sockets on Netty's event loops: one thread per loop, one read per connection and turn, one flush per connection and
 * turn, and the calls into whoever handles the connections.
 */
package io.tidegate.transport.netty.internal.loop;
