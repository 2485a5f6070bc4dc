package io.tidegate.hub.internal.session;

/** The QoS 2 packet identifiers that a peer has used and not yet released: a paged bit set, absent until used. */
public final class PacketIdentifiers {
    private static final int PAGE_BITS = 1024;

    private final long[][] pages = new long[(Window.IDENTIFIERS + 1) / PAGE_BITS][];

    /** @return false when it was there already */
    public boolean add(int id) {
        long[] page = pages[id / PAGE_BITS];
        if (page == null) {
            page = pages[id / PAGE_BITS] = new long[PAGE_BITS / 64];
        }
        int word = id % PAGE_BITS / 64;
        long bit = 1L << (id & 63);
        if ((page[word] & bit) != 0) {
            return false;
        }
        page[word] |= bit;
        return true;
    }

    /** Every identifier that is there, in ascending order. */
    public void forEach(java.util.function.IntConsumer each) {
        for (int id = 1; id <= Window.IDENTIFIERS; id++) {
            long[] page = pages[id / PAGE_BITS];
            if (page == null) {
                id |= PAGE_BITS - 1;
            } else if ((page[id % PAGE_BITS / 64] & 1L << (id & 63)) != 0) {
                each.accept(id);
            }
        }
    }

    /** @return false when it was not there */
    public boolean remove(int id) {
        long[] page = pages[id / PAGE_BITS];
        long bit = 1L << (id & 63);
        int word = id % PAGE_BITS / 64;
        if (page == null || (page[word] & bit) == 0) {
            return false;
        }
        page[word] &= ~bit;
        return true;
    }
}
