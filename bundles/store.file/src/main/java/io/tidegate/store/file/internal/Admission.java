package io.tidegate.store.file.internal;

import io.tidegate.store.Claim;
import io.tidegate.store.StoreException;

/** Whether there is room for a batch: of what may live, of the quota of the disk, and on the device. Owned by the committing thread. */
final class Admission {
    private final Log log;
    private final Limits limits;
    private final FreeBytes freeBytes;

    Admission(Log log, Limits limits, FreeBytes freeBytes) {
        this.log = log;
        this.limits = limits;
        this.freeBytes = freeBytes;
    }

    /**
     * Null when there is room.
     *
     * @param adds  bytes that would live
     * @param bound bytes that would be written
     */
    StoreException refuses(Claim claim, long adds, long bound) {
        if (adds == 0) {
            return null;
        }
        long allowed = claim == Claim.INTAKE ? limits.keepBytes() / 10 * 9 : limits.keepBytes();
        if (log.index.bytes() + adds > allowed) {
            return full("the store is full: " + log.index.bytes() + " of " + limits.keepBytes() + " bytes are kept, "
                    + claim + " may use " + allowed);
        }
        if (!log.hasRoom(claim, bound) || freeBytes.bytes() < Spares.floor(claim)) {
            return full("the disk is full: the store takes " + log.spares.totalBytes() + " of " + limits.diskBytes()
                    + " bytes, " + freeBytes.bytes() + " bytes are free on the device");
        }
        return null;
    }

    private static StoreException full(String sentence) {
        return new StoreException(StoreException.Kind.FULL, sentence, null);
    }
}
