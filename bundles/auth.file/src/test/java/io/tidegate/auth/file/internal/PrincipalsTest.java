package io.tidegate.auth.file.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.config.PasswordHash;
import io.tidegate.config.Problem;
import io.tidegate.config.ProposedConfiguration;
import io.tidegate.config.ProposedConfiguration.Entry;
import io.tidegate.mqtt.TopicFilter;
import io.tidegate.mqtt.TopicName;
import io.tidegate.status.StatusRow;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrincipalsTest {
    private static final String HASH = PasswordHash.make("hahaha".toCharArray()).toString();
    private final Principals principals = new Principals(Clock.systemUTC(), Runnable::run);

    @Test
    void publish_anyFilterMatches_subscribe_anyFilterCovers() {
        put("test", "pub", "t, a/#", "sub", "one/+");
        assertTrue(principals.mayPublish("test", TopicName.of("t")));
        assertTrue(principals.mayPublish("test", TopicName.of("a/b/c")));
        assertFalse(principals.mayPublish("test", TopicName.of("t/hi")));
        assertTrue(principals.maySubscribe("test", TopicFilter.of("one/two")));
        assertTrue(principals.maySubscribe("test", TopicFilter.of("one/+")));
        assertFalse(principals.maySubscribe("test", TopicFilter.of("one/#")), "one/+ does not permit one/#");
        assertFalse(principals.maySubscribe("test", TopicFilter.of("t")));
        assertFalse(principals.mayPublish("other", TopicName.of("t")));
        assertTrue(principals.knows("test"));
        assertFalse(principals.knows("other"));
    }

    @Test
    void lists_areTextArrayOrCollection_withEscapedCommas() {
        assertEquals(List.of("a", "b,c", "d"), Lists.of("a, b\\,c\n d,,"));
        assertEquals(List.of("a,b", "c"), Lists.of(new String[] {"a,b", " c "}));
        assertEquals(List.of("a"), Lists.of(List.of("a", "")));
        assertEquals(List.of(), Lists.of(null));
        put("test", "pub", new String[] {"x,y"}, "sub", List.of("s"));
        assertTrue(principals.mayPublish("test", TopicName.of("x,y")));
        assertTrue(principals.maySubscribe("test", TopicFilter.of("s")));
    }

    @Test
    void proof_countsUntilPasswordOrUsernameChanges_inTheNextRunToo() {
        put("test", "pub", "t");
        String proof = principals.find("test").orElseThrow().proof();
        put("test", "pub", "u");
        assertTrue(principals.stillAccepts("test", proof), "another permission is no other password");
        assertFalse(principals.stillAccepts("other", proof));
        assertTrue(principals.stillAccepts("other", ""), "whom somebody else let in is not judged");
        Principals next = new Principals(Clock.systemUTC(), Runnable::run);
        next.put("io.tidegate.principal~test", Map.of("password", HASH));
        assertTrue(next.stillAccepts("test", proof));
        put("test", "username", "renamed");
        assertFalse(principals.stillAccepts("test", proof));
        assertTrue(principals.stillAccepts("renamed", principals.find("renamed").orElseThrow().proof()));
    }

    @Test
    void nobody_isSaid_untilSomebodyIsThere() {
        assertEquals("auth WAITING nobody can connect: write etc/io.tidegate.principal-NAME.cfg with username, password"
                + " (from gateway:password), pub, sub", text(principals.rows().get(0)));
        put("test");
        assertEquals(List.of("principal RUNNING "), principals.rows().stream().map(PrincipalsTest::text).toList());
        principals.remove("io.tidegate.principal~test");
        assertEquals("auth", principals.rows().get(0).kind());
        assertFalse(principals.knows("test"));
    }

    private final List<Runnable> later = new ArrayList<>();
    private final Principals patient = new Principals(Clock.systemUTC(), later::add);

    private void graceIsOver() {
        List.copyOf(later).forEach(Runnable::run);
    }

    @Test
    void deletedOne_isKnownForAMoment_andStaysWhenItComesBack() {
        patient.put("io.tidegate.principal~a", Map.of("password", HASH, "pub", "t"));
        patient.remove("io.tidegate.principal~a");
        assertTrue(patient.mayPublish("a", TopicName.of("t")));
        patient.put("io.tidegate.principal~a", Map.of("password", HASH, "pub", "u"));
        assertFalse(patient.mayPublish("a", TopicName.of("t")), "its configuration of now counts");
        graceIsOver();
        assertTrue(patient.mayPublish("a", TopicName.of("u")));
        patient.remove("io.tidegate.principal~a");
        graceIsOver();
        assertFalse(patient.knows("a"));
        assertEquals("auth", patient.rows().get(0).kind());
    }

    @Test
    void deletedOne_keepsItsUsernameFromNobody() {
        patient.put("io.tidegate.principal~a", Map.of("password", HASH, "pub", "t"));
        patient.remove("io.tidegate.principal~a");
        patient.put("io.tidegate.principal~b", Map.of("username", "a", "password", HASH, "pub", "u"));
        assertTrue(patient.mayPublish("a", TopicName.of("u")));
        assertFalse(patient.mayPublish("a", TopicName.of("t")));
        graceIsOver();
        assertEquals(List.of("principal RUNNING "), patient.rows().stream().map(PrincipalsTest::text).toList());
    }

    @Test
    void plainWord_isFailedNamingTheCommand_withoutShowingIt_othersUnaffected() {
        put("good");
        put("bad", "password", "hahaha");
        put("none", "password", " ");
        StatusRow row = row("bad");
        assertEquals("FAILED", row.state());
        assertTrue(row.reason().contains("gateway:password"), row.reason());
        assertFalse(row.toString().contains("hahaha"));
        assertEquals("FAILED", row("none").state());
        assertFalse(principals.knows("bad"));
        assertTrue(principals.knows("good"));
        assertTrue(principals.rows().stream().noneMatch(r -> (r.reason() + r.details()).contains(HASH)));
    }

    @Test
    void twoOfOneName_secondIsRefusedNamingBoth_andCountsWhenTheFirstGoes() {
        put("a", "username", "test", "pub", "from-a", "tidegate.source", "x.yml:3");
        put("b", "username", "test", "pub", "from-b");
        StatusRow second = principals.rows().get(1);
        assertEquals("FAILED", second.state());
        assertEquals("username = test in io.tidegate.principal~b is already used by io.tidegate.principal~a (x.yml:3)", second.reason());
        assertTrue(principals.mayPublish("test", TopicName.of("from-a")));
        principals.remove("io.tidegate.principal~a");
        assertTrue(principals.mayPublish("test", TopicName.of("from-b")));
        assertFalse(principals.mayPublish("test", TopicName.of("from-a")));
    }

    @Test
    void editToTheUsernameOfAnother_isRefused_bothGoOn() {
        put("a", "pub", "from-a", "felix.fileinstall.filename", "file:/etc/a.cfg");
        put("b", "pub", "from-b");
        put("a", "username", "b", "pub", "everything", "felix.fileinstall.filename", "file:/etc/a.cfg");
        assertTrue(principals.mayPublish("b", TopicName.of("from-b")));
        assertFalse(principals.mayPublish("b", TopicName.of("everything")));
        assertTrue(principals.mayPublish("a", TopicName.of("from-a")));
        assertEquals("principal RUNNING ", text(row("b")));
        assertEquals("principal RUNNING new configuration refused: username = b in io.tidegate.principal~a (file:/etc/a.cfg) is already used by"
                + " io.tidegate.principal~b", text(row("a")));
        principals.remove("io.tidegate.principal~b");
        assertTrue(principals.mayPublish("b", TopicName.of("everything")), "it counts when the name is free");
        assertFalse(principals.knows("a"));
    }

    @Test
    void nameThatAnEditGivesBack_goesToWhoWaitsForIt() {
        put("a");
        put("b");
        put("a", "username", "b"); // waits for b
        put("c", "username", "a"); // waits for a
        assertEquals("FAILED", principals.rows().get(2).state());
        put("b", "username", "other");
        assertEquals(List.of("b RUNNING ", "other RUNNING ", "a RUNNING "),
                principals.rows().stream().map(r -> r.name() + " " + r.state() + " " + r.reason()).toList());
    }

    @Test
    void twoThatChangeTheirUsernames_both() {
        put("a", "pub", "x");
        put("b", "pub", "y");
        put("a", "username", "b", "pub", "x");
        put("b", "username", "a", "pub", "y");
        assertEquals(List.of("principal RUNNING ", "principal RUNNING "), principals.rows().stream().map(PrincipalsTest::text).toList());
        assertTrue(principals.mayPublish("b", TopicName.of("x")));
    }

    @Test
    void atAStart_theOneWhoseOwnNameItIs_hasIt() {
        Map<String, Map<String, ?>> present = new LinkedHashMap<>();
        present.put("io.tidegate.principal~a", Map.of("password", HASH, "username", "b", "pub", "everything"));
        present.put("io.tidegate.principal~b", Map.of("password", HASH, "pub", "from-b"));
        principals.putAll(present);
        assertFalse(principals.mayPublish("b", TopicName.of("everything")));
        assertTrue(principals.mayPublish("b", TopicName.of("from-b")));
    }

    @Test
    void badEdit_leavesTheOldOneInForce() {
        put("test", "pub", "t");
        put("test", "pub", "a/#/b");
        assertTrue(principals.mayPublish("test", TopicName.of("t")));
        assertEquals("RUNNING", row("test").state());
        assertTrue(row("test").reason().startsWith("new configuration refused: pub = a/#/b: "), row("test").reason());
        put("test", "pub", "u");
        assertEquals("", row("test").reason());
        assertTrue(principals.mayPublish("test", TopicName.of("u")));
        assertFalse(principals.mayPublish("test", TopicName.of("t")));
    }

    @Test
    void generation_growsWithEveryChange_andOnlyThen() {
        long first = principals.generation();
        put("test", "pub", "t");
        long second = principals.generation();
        assertTrue(second > first);
        put("test", "pub", "t");
        assertEquals(second, principals.generation());
        put("test", "pub", "u");
        assertTrue(principals.generation() > second);
    }

    @Test
    void check_tellsWhatIsWrongWithItsPlace() {
        List<Problem> problems = new PrincipalCheck().check(new ProposedConfiguration(List.of(
                new Entry("io.tidegate.principal~a", Map.of("password", HASH), "f", Map.of()),
                new Entry("io.tidegate.principal~b", Map.of("password", HASH, "username", "a"), "f", Map.of("username", "f:9")),
                new Entry("io.tidegate.principal~c", Map.of("password", "plain"), "f", Map.of()),
                new Entry("io.tidegate.principal~d", Map.of("password", HASH, "sub", "x#"), "f", Map.of())), List.of()));
        assertEquals(List.of("f:9 username", "f password", "f sub"), problems.stream().map(p -> p.source() + " " + p.key()).toList());
    }

    private void put(String name, Object... more) {
        Map<String, Object> properties = new HashMap<>(Map.of("password", HASH));
        for (int i = 0; i < more.length; i += 2) {
            properties.put((String) more[i], more[i + 1]);
        }
        principals.put("io.tidegate.principal~" + name, properties);
    }

    private StatusRow row(String name) {
        return principals.rows().stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow();
    }

    private static String text(StatusRow row) {
        return row.kind() + " " + row.state() + " " + row.reason();
    }
}
