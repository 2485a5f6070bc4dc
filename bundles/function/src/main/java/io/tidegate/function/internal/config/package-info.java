/** What a function's configuration says, judged and immutable. */
package io.tidegate.function.internal.config;
