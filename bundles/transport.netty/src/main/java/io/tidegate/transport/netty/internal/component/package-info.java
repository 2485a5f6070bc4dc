/** The components: loops that live as long as the bundle, and one listener per configuration. Thin; the work is elsewhere. */
package io.tidegate.transport.netty.internal.component;
