package io.tidegate.status;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whiteboard service: whoever has something to show registers one. Asked on any thread, often; answers at once from
 * what it knows, without I/O and without waiting, and never throws for the state of the things it describes.
 */
@ConsumerType
public interface StatusSource {
    /** A snapshot, one row per thing; never null, not retained by the caller. */
    List<StatusRow> rows();
}
