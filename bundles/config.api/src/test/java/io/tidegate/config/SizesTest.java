package io.tidegate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SizesTest {
    @Test
    void bytes_powersOf1024_withAndWithoutB_inCapitalsToo() {
        Map.of("12345", 12_345L, "32k", 32L << 10, "4m", 4L << 20, "4 MB", 4L << 20, " 1g ", 1L << 30, "2T", 2L << 40, "0", 0L, "7b", 7L)
                .forEach((text, bytes) -> assertEquals(OptionalLong.of(bytes), Sizes.bytes(text), text));
    }

    @Test
    void bytes_otherText_andWhatNoLongCanSay_isNone() {
        for (String text : new String[] {"", "k", "-1", "1.5m", "1x", "4mib", "999999999999999999t", "1234567890123456789", "1 2"}) {
            assertEquals(OptionalLong.empty(), Sizes.bytes(text), text);
        }
    }
}
