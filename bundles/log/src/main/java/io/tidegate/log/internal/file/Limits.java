package io.tidegate.log.internal.file;

import java.time.Duration;

/**
 * How much of a log is kept. Immutable.
 *
 * @param bytes   a file that would become larger is put aside first
 * @param age     what is older is put aside, and later removed
 * @param backups how many files put aside are kept; 0: none
 */
public record Limits(long bytes, Duration age, int backups) {
}
