package io.tidegate.store;

import org.osgi.annotation.versioning.ProviderType;

/** Entries read from one queue, in order of their sequence numbers. The bytes are not to be changed. */
@ProviderType
public interface Page {
    long queue();

    int count();

    long sequence(int i);

    /** The last mark that was committed for the entry; 0: none. */
    int mark(int i);

    byte[] array(int i);

    int offset(int i);

    int length(int i);

    /** Where to read on: no living entry below this is missing from the page and its predecessors. */
    long next();

    /** Whether there was nothing more to read at that time. */
    boolean atEnd();

    /** Why it could not be read; null when it could. */
    StoreException failure();
}
