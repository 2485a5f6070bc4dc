/** Which worker gets which call; when workers start, end and are replaced. */
package io.tidegate.function.internal.pool;
