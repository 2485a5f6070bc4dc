/** How a Python function is started. */
package io.tidegate.runtime.python.internal;
