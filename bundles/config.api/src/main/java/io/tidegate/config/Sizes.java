package io.tidegate.config;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Sizes as users write them in {@code etc/}: {@code 32k}, {@code 4m}, {@code 1g}, {@code 1t} (powers of 1024), a {@code b} behind
 * them or not, in capitals or not, or a number of bytes. One reading for all providers. Stateless.
 */
@ProviderType
public final class Sizes {
    private static final Pattern FORM = Pattern.compile("(\\d{1,18})\\s*([kmgt]?)b?");

    private Sizes() {
    }

    /** In bytes, 0 or more; empty when the text is no size, or a larger one than a long can say. */
    public static OptionalLong bytes(String text) {
        Matcher form = FORM.matcher(text.trim().toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            return OptionalLong.empty();
        }
        int shift = form.group(2).isEmpty() ? 0 : 10 * ("kmgt".indexOf(form.group(2)) + 1);
        long number = Long.parseLong(form.group(1));
        return number > Long.MAX_VALUE >> shift ? OptionalLong.empty() : OptionalLong.of(number << shift);
    }
}
