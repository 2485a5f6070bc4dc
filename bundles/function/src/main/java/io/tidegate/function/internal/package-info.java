/** The function manager's components. */
package io.tidegate.function.internal;
