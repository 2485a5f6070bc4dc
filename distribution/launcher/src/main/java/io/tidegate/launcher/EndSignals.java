package io.tidegate.launcher;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Ctrl-C and a terminal that goes away end a gateway as {@code SIGTERM} does: bundle by bundle. That one alone the container knows;
 * at the others the JVM would just end, beside live bundles, and the next gateway here would have to take it for a crash.
 *
 * <p>What is ignored when the JVM starts stays ignored, as {@code nohup} and a shell's {@code &} want it. The container's console
 * has Ctrl-C for itself: its terminal takes the signal over while it is open.
 */
final class EndSignals {
    private EndSignals() {
    }

    /** Called while the container begins. Until that answers SIGTERM no bundle of ours runs, and the JVM just ends. */
    static void becomeTerm() {
        try {
            replace("INT", "TERM");
            replace("HUP", "TERM");
        } catch (InvocationTargetException e) { // IllegalArgumentException: -Xrs in TIDEGATE_JAVA_OPTS
            Main.say("Ctrl-C will be no clean end: " + e.getCause().getMessage());
        } catch (ReflectiveOperationException e) {
            Main.say("Ctrl-C will be no clean end: this JVM has no sun.misc.Signal: " + e);
        }
    }

    /** By reflection, as the container does it too: of this part of every JDK the compiler warns without a way to answer. */
    private static void replace(String signal, String by) throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object other = type.getConstructor(String.class).newInstance(by);
        Method raise = type.getMethod("raise", type);
        Object raising = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler},
            (proxy, method, arguments) -> raise.invoke(null, other));
        type.getMethod("handle", type, handler).invoke(null, type.getConstructor(String.class).newInstance(signal), raising);
    }
}
