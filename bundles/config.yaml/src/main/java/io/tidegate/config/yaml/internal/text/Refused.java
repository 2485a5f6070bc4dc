package io.tidegate.config.yaml.internal.text;

import java.util.Objects;

/** A file that is refused as a whole: unreadable, empty, half-written or not what it should be. The message is a sentence without the place. */
public final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Place place;

    public Refused(Place place, String sentence) {
        super(sentence, null, false, false);
        this.place = Objects.requireNonNull(place);
    }

    public Place place() {
        return place;
    }
}
