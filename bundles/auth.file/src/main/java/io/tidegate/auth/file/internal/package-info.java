/**
 * Principals: who may come in, and what they may then do.
 */
package io.tidegate.auth.file.internal;
