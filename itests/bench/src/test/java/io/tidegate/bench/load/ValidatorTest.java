package io.tidegate.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ValidatorTest {

    @Test
    void allInOrder_isClean() {
        Validator validator = new Validator(2);
        feed(validator, 0, 0, 1, 2);
        feed(validator, 1, 0, 1);
        assertTrue(validator.verdict(new long[] {3, 2}).clean());
        assertEquals(5, validator.received());
    }

    @Test
    void missingInTheMiddle_isLost() {
        assertEquals(new Findings(2, 0, 0, 0), verdict(6, 0, 1, 4, 5));
    }

    @Test
    void missingAtTheEnd_isLost() {
        assertEquals(new Findings(3, 0, 0, 0), verdict(5, 0, 1));
    }

    @Test
    void nothingAtAll_isLost() {
        assertEquals(new Findings(4, 0, 0, 0), verdict(4));
    }

    @Test
    void repeated_isDuplicated() {
        assertEquals(new Findings(0, 2, 0, 0), verdict(3, 0, 1, 1, 2, 0));
    }

    @Test
    void swapped_isReorderedAndNotLost() {
        assertEquals(new Findings(0, 0, 1, 0), verdict(4, 0, 2, 1, 3));
    }

    @Test
    void lateAndThenRepeated_isBoth() {
        assertEquals(new Findings(0, 1, 1, 0), verdict(3, 0, 2, 1, 1));
    }

    @Test
    void corrupted_isCountedAndItsNumberLost() {
        Validator validator = new Validator(1);
        feed(validator, 0, 0);
        validator.corrupted();
        feed(validator, 0, 2);
        assertEquals(new Findings(1, 0, 0, 1), validator.verdict(new long[] {3}));
    }

    @Test
    void numberNobodySent_isCorrupted() {
        assertEquals(new Findings(0, 0, 0, 1), verdict(2, 0, 1, 2));
    }

    @Test
    void hugeGap_isCountedWithoutRememberingEachOne() {
        assertEquals(999_999, verdict(1_000_001, 0, 1_000_000).lost());
    }

    @Test
    void publishersAreJudgedApart() {
        Validator validator = new Validator(2);
        feed(validator, 0, 0);
        feed(validator, 1, 1);
        assertEquals(new Findings(1, 0, 0, 0), validator.verdict(new long[] {1, 2}));
    }

    private static Findings verdict(long published, long... arrived) {
        Validator validator = new Validator(1);
        feed(validator, 0, arrived);
        return validator.verdict(new long[] {published});
    }

    private static void feed(Validator validator, int publisher, long... sequences) {
        for (long sequence : sequences) {
            validator.received(publisher, sequence);
        }
    }
}
