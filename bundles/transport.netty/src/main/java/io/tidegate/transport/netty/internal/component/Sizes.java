package io.tidegate.transport.netty.internal.component;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as users write them: bytes, or with {@code k}, {@code m}, {@code g} (1024 each), optionally followed by {@code b}. */
final class Sizes {
    private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*([kmg]?)b?");

    private Sizes() {
    }

    /** @return empty when the text is no size */
    static OptionalLong parse(String text) {
        Matcher form = FORM.matcher(text.trim().toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            return OptionalLong.empty();
        }
        int power = " kmg".indexOf(form.group(2).isEmpty() ? " " : form.group(2));
        return OptionalLong.of(Long.parseLong(form.group(1)) << 10 * power);
    }
}
