package io.tidegate.function.internal.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeWatchTest {
    @TempDir
    Path home;
    private final AtomicLong now = new AtomicLong();
    private final CodeWatch watch = new CodeWatch(now::get);
    private long time = 1_000_000;

    private void write(String name, String content) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        time += 1_000;
        Files.setLastModifiedTime(file, FileTime.fromMillis(time));
    }

    @Test
    void otherContent_isNoticedOnceItStaysTheSame() throws Exception {
        write("a.py", "1");
        assertFalse(watch.look(home), "what is there first");
        assertEquals("", watch.hash());
        write("a.py", "2");
        assertFalse(watch.look(home), "may be half written");
        assertTrue(watch.look(home));
        assertNotEquals("", watch.hash());
        assertFalse(watch.look(home));
        write("lib/b.py", "new file");
        watch.look(home);
        assertTrue(watch.look(home));
    }

    @Test
    void changeBetweenStartAndFirstLook_isNoticed() throws Exception {
        write("a.py", "1");
        watch.beforeStart(home);
        write("a.py", "2");
        assertFalse(watch.look(home));
        assertTrue(watch.look(home));
    }

    @Test
    void forgotten_whatIsThereIsTheFirstAgain() throws Exception {
        write("a.py", "1");
        watch.look(home);
        write("a.py", "2");
        watch.forget();
        watch.beforeStart(home);
        assertFalse(watch.look(home));
        assertEquals("", watch.hash());
    }

    @Test
    void touchedOrCompiled_isNoChange() throws Exception {
        write("a.py", "1");
        watch.look(home);
        write("a.py", "1");
        write("__pycache__/a.pyc", "x");
        write("a.pyc", "x");
        assertFalse(watch.look(home));
        assertFalse(watch.look(home));
    }

    @Test
    void contentAsAtFirst_hasTheFirstHash() throws Exception {
        write("a.py", "1");
        watch.look(home);
        write("a.py", "2");
        watch.look(home);
        watch.look(home);
        write("a.py", "1");
        watch.look(home);
        assertTrue(watch.look(home));
        assertEquals("", watch.hash());
    }

    @Test
    void due_isOncePerSecond() {
        assertTrue(watch.due());
        assertFalse(watch.due(), "while somebody looks");
        watch.look(home);
        assertFalse(watch.due());
        now.addAndGet(1_000_000_000L);
        assertTrue(watch.due());
    }
}
