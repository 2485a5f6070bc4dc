package io.tidegate.shell.internal.control;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Notices that nobody reads any more. A PrintStream swallows that, so an endless command ({@code log:tail}) would go on
 * for ever after its client left: the first failed write ends the connection and interrupts the writing thread's command.
 */
final class PeerWatch extends FilterOutputStream {
    private final Runnable gone;
    private volatile Thread server;

    PeerWatch(OutputStream out, Runnable gone) {
        super(out);
        this.gone = gone;
    }

    /** Says which thread executes the commands. */
    void servedBy(Thread thread) {
        server = thread;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            gone.run();
            Thread serving = server;
            if (serving != null) {
                serving.interrupt();
            }
            throw e;
        }
    }
}
