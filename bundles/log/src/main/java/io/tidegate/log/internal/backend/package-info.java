/** The container's own logging: which loggers let how much through. */
package io.tidegate.log.internal.backend;
