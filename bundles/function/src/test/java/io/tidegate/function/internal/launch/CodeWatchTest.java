package io.tidegate.function.internal.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeWatchTest {
    @TempDir
    Path home;
    private final AtomicLong now = new AtomicLong();
    private final CodeWatch watch = new CodeWatch(now::get, List.of());
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

    @Test
    void whatWorkersWriteBesideTheirCode_isNoChange() throws Exception {
        write("a.py", "1");
        watch.look(home);
        for (String name : List.of("run.log", "run.log.1", "x.db", "x.db-wal", "x.sqlite3", "x.sqlite-journal", "x.tmp", ".a.py.swp",
                "a.swp", ".hidden", ".git/index", "lib/__pycache__/b.py")) {
            write(name, "x");
            assertFalse(watch.look(home), name);
            assertFalse(watch.look(home), name);
        }
        write("login.py", "x");
        watch.look(home);
        assertTrue(watch.look(home), "code that has only a similar name");
    }

    @Test
    void gatewaysOwnDirectories_areNotEntered_alsoThroughLinks() throws Exception {
        Places places = new Places(home, home.resolve("var/lib/tidegate"), home.resolve("var/lib/tidegate/data"));
        CodeWatch own = new CodeWatch(now::get, places.own());
        write("a.py", "1");
        write("var/lib/tidegate/data/gateway.pid", "1");
        Files.createSymbolicLink(home.resolve("link"), home.resolve("var/lib/tidegate/data"));
        own.look(home);
        for (String name : List.of("data/gateway.pid", "data/services/f/x.py", "data/store/q.py", "etc/a.cfg", "log/x.txt", "deploy/x.jar")) {
            write("var/lib/tidegate/" + name, "2");
            own.look(home);
            assertFalse(own.look(home), name);
        }
        write("var/lib/b.py", "2");
        own.look(home);
        assertTrue(own.look(home), "beside them");
    }

    @Test
    void workersDirectory_isCodeAlthoughItLiesInData() throws Exception {
        Places places = new Places(home, home.resolve("data"));
        CodeWatch own = new CodeWatch(now::get, places.own());
        write("data/services/f/a.py", "1");
        Path directory = home.resolve("data/services/f");
        own.look(directory);
        write("data/services/f/a.py", "2");
        own.look(directory);
        assertTrue(own.look(directory));
    }

    /** One second; the worker of each replacement writes a file that counts. */
    private boolean secondOfARestlessWorker(boolean writes) throws IOException {
        now.addAndGet(1_000_000_000L);
        boolean replaced = watch.look(home);
        if (replaced && writes) {
            write("state.json", "written at " + now.get());
        }
        return replaced;
    }

    @Test
    void filesThatNeverRest_replaceLessAndLessOften_andTheFileIsNamedOnce() throws Exception {
        write("a.py", "1");
        watch.look(home);
        write("state.json", "0");
        List<Long> at = new ArrayList<>();
        List<String> complaints = new ArrayList<>();
        for (int second = 1; second <= 1500; second++) {
            if (secondOfARestlessWorker(true)) {
                at.add((long) second);
            }
            watch.complaint().ifPresent(complaints::add);
        }
        List<Long> gaps = new ArrayList<>();
        for (int i = 1; i < at.size(); i++) {
            gaps.add(at.get(i) - at.get(i - 1));
        }
        assertEquals(List.of(2L, 2L, 10L, 20L, 40L, 80L, 160L, 300L, 300L, 300L), gaps);
        assertEquals(List.of("state.json"), complaints);
    }

    @Test
    void quietCode_isReplacedAtOnceAgain_andComplaintsComeAnew() throws Exception {
        filesThatNeverRest_replaceLessAndLessOften_andTheFileIsNamedOnce();
        for (int second = 0; second < 320; second++) {
            secondOfARestlessWorker(false); // takes what waits, then nothing more is written
        }
        for (int edit = 0; edit < 3; edit++) {
            write("a.py", "edit " + edit);
            assertFalse(secondOfARestlessWorker(false));
            assertTrue(secondOfARestlessWorker(false), "edit " + edit);
        }
        assertEquals(Optional.empty(), watch.complaint());
        write("a.py", "one more");
        secondOfARestlessWorker(false);
        assertFalse(secondOfARestlessWorker(false));
        assertEquals(Optional.of("a.py"), watch.complaint());
    }
}
