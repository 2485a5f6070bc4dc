package io.tidegate.shell.internal.control;

import java.io.PrintStream;

/** Who executes what arrives over the control socket. */
@FunctionalInterface
interface CommandLines {
    /** Opens a place to execute lines in, for one connection; called and used on that connection's thread. */
    Interpreter open(PrintStream out);

    /** One connection's interpreter: variables live as long as it does. */
    interface Interpreter extends AutoCloseable {
        /**
         * Executes one line; output, and the sentence that says what was wrong, go to the stream.
         *
         * @return whether it succeeded
         */
        boolean execute(String line);

        @Override
        void close();
    }
}
