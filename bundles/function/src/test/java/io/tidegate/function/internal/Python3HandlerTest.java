package io.tidegate.function.internal;

/** The contract on python3 of the PATH. */
class Python3HandlerTest extends HandlerContract {
    @Override
    String interpreter() {
        return "python3";
    }

    @Override
    boolean two() {
        return false;
    }
}
