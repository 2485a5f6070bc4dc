package io.tidegate.rule.internal;

import io.tidegate.rule.internal.time.Backoff;
import io.tidegate.rule.internal.time.Control;

/** The time in which a function that is there takes no calls, longer with each failure in a row. Guarded by the pipeline's lock. */
final class Pause {
    private final Control control;
    private final Runnable onOver;
    private int failuresInRow;
    private Control.Timeout running;
    private String reason = "";

    /** @param onOver called on the control thread, without the lock, when the time is over */
    Pause(Control control, Runnable onOver) {
        this.control = control;
        this.onOver = onOver;
    }

    boolean isRunning() {
        return running != null;
    }

    /** Why the function takes no calls; empty when it does, as far as is known, or is only busy. */
    String reason() {
        return reason;
    }

    /** Begins unless it runs already; answers whether the reason is another one now. */
    boolean begin(Backoff backoff, String why) {
        if (running == null) {
            running = control.schedule(backoff.after(++failuresInRow), onOver);
        }
        boolean changed = !reason.equals(why);
        reason = why;
        return changed;
    }

    /** The time is over; the reason stays until a call succeeds. */
    void over() {
        running = null;
    }

    /** The function takes calls again, or there is another one; answers whether a reason has gone with it. */
    boolean end() {
        failuresInRow = 0;
        if (running != null) {
            running.cancel();
            running = null;
        }
        boolean changed = !reason.isEmpty();
        reason = "";
        return changed;
    }
}
