/** One worker process: its frames, its log, its end. */
package io.tidegate.function.internal.worker;
