package io.tidegate.config.yaml.internal.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.config.ConfigurationCheck;
import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must not end the looks, nor get lost between two of them. */
class LookTest {
    private static final String RULE = "io.tidegate.rule~localfunc-1";
    private static final ConfigurationCheck SWAPPED = all -> {
        throw new NoClassDefFoundError("of a bundle that is being swapped");
    };
    @TempDir
    Path dir;
    private TestTree tree;

    @BeforeEach
    void started() throws Exception {
        tree = TestTree.tutorial(dir).start();
    }

    private List<StatusRow> failed() {
        return tree.look().rows().stream().filter(row -> row.state().equals(Status.FAILED)).toList();
    }

    /** As {@code config:delete} while the files are being looked at. */
    @Test
    void aTouchDuringALook_isNotLost() {
        AtomicReference<Runnable> once = new AtomicReference<>(() -> {
            tree.admin.all.remove(RULE);
            tree.look().touch();
        });
        tree.whileLooking(() -> once.getAndSet(() -> { }).run());
        tree.look().run();
        tree.look().run();
        assertTrue(tree.admin.all.containsKey(RULE), "the tree's word is back");
    }

    @Test
    void aLookThatFails_isMadeAgain_andIsShownMeanwhile() {
        tree.admin.all.remove(RULE);
        tree.admin.unreadable = true;
        tree.look().touch();
        tree.look().run();
        assertEquals(List.of("edits are not taken, the next look follows: java.io.IOException: not now"),
                failed().stream().map(StatusRow::reason).toList());
        assertEquals(Status.RUNNING, tree.row("service", "function-manager").state(), "as it was seen last");
        tree.admin.unreadable = false;
        tree.look().run(); // nobody touches: what the failed one had begun is to be done
        assertTrue(tree.admin.all.containsKey(RULE));
        assertEquals(List.of(), failed());
    }

    @Test
    void anErrorOfACheck_endsNeitherTheLook_norItsNeighbours() {
        tree.checks.add(SWAPPED);
        tree.replace(TestTree.MANAGER, "topic: t\n", "topic: t9\n").again();
        assertEquals("t9", tree.properties(RULE).get("subscribe.topic"));
        assertEquals(List.of(), failed());
    }

    @Test
    void anyError_isShown_andTheNextLookIsMade() {
        tree.whileLooking(() -> {
            throw new StackOverflowError();
        });
        tree.look().run();
        assertEquals(List.of("looks"), failed().stream().map(StatusRow::name).toList());
        tree.whileLooking(() -> { });
        tree.look().run();
        assertEquals(List.of(), failed());
    }

    @Test
    void whatIsNotWritten_isInTheRowOfItsService() {
        tree.admin.failing = true;
        tree.replace(TestTree.MANAGER, "topic: t\n", "topic: t9\n").again();
        StatusRow manager = tree.row("service", "function-manager");
        assertEquals(Status.RUNNING, manager.state(), "the old one goes on");
        assertTrue(manager.reason().matches("var/db/baetyl/function-manager-conf/service.yml:\\d+: " + RULE
                + " is not written, it is tried again: java.io.IOException: disk full"), manager.reason());
        assertTrue(manager.details().containsKey("refused." + RULE));
        tree.admin.failing = false;
        tree.look().run();
        assertEquals("", tree.row("service", "function-manager").reason());
        assertEquals("t9", tree.properties(RULE).get("subscribe.topic"));
    }

    @Test
    void whatIsNotRemoved_hasARowOfItsOwn() {
        tree.replace(TestTree.HUB, "listen:", "listen:\n  - tcp://127.0.0.1:1884").again();
        tree.admin.failing = true;
        tree.replace(TestTree.HUB, "  - tcp://127.0.0.1:1884\n", "").again();
        StatusRow stays = tree.row("configuration", "io.tidegate.listener~localhub-1884");
        assertEquals(Status.FAILED, stays.state());
        assertTrue(stays.reason().contains("is not removed, it is tried again: java.io.IOException: disk full"), stays.reason());
        tree.admin.failing = false;
        tree.look().run();
        assertEquals(List.of(), failed());
        assertFalse(tree.admin.all.containsKey("io.tidegate.listener~localhub-1884"));
    }
}
