package io.tidegate.function.internal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract on Python 2.7, where this machine has one. */
class Python27HandlerTest extends HandlerContract {
    private static final Optional<String> PYTHON = Pythons.python27();

    @Override
    String interpreter() {
        return PYTHON.orElseThrow();
    }

    @Override
    boolean two() {
        return true;
    }

    @Override
    @BeforeEach
    void open() throws Exception {
        assumeTrue(PYTHON.isPresent(), "SKIPPED: no python2.7 on PATH nor in ~/.pyenv/versions/2.7*/bin");
        super.open();
    }

    @Override
    @AfterEach
    void close() throws Exception {
        if (f != null) {
            super.close();
        }
    }
}
