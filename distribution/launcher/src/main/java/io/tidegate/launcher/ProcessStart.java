package io.tidegate.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * When a process started, as one word that no setting of the clock changes: {@code TICKS@BOOT}, clock ticks since the
 * system's start and that start's own identifier. {@code ProcessHandle} tells the time of day instead, which two JVMs
 * compute differently once the clock was set between them.
 */
final class ProcessStart {
    private static final Path PROC = Path.of("/proc");
    /** Words of {@code /proc/PID/stat} behind the command's name, which may hold blanks and brackets itself. */
    private static final int TICKS_BEHIND_NAME = 19;

    private ProcessStart() {
    }

    /** @return the word; empty when there is no such process, or no {@code /proc} */
    static String of(long pid) {
        try {
            String stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"));
            String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            String boot = Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
            return words[TICKS_BEHIND_NAME] + "@" + boot;
        } catch (IOException | IndexOutOfBoundsException gone) {
            return "";
        }
    }
}
