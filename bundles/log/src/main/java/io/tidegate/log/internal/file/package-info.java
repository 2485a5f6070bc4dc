/** Log files: written, put aside, packed, removed. */
package io.tidegate.log.internal.file;
