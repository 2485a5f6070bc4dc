package io.tidegate.shell.internal.access;

import io.tidegate.hub.DeadLetters;
import io.tidegate.hub.DeadLetters.DeadLetter;
import io.tidegate.hub.DeadLetters.Summary;
import io.tidegate.hub.DeadLetters.SummaryPage;
import io.tidegate.hub.Hub;
import io.tidegate.hub.HubView;
import io.tidegate.shell.internal.text.Nearest;
import io.tidegate.shell.internal.text.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * What commands ask the hub. Dynamic references: while the hub is swapped its commands stay and say so. Called on
 * command threads; each question waits at most 5 s.
 */
@Component(service = HubAccess.class)
public final class HubAccess {
    /** How long a command waits for the hub. */
    static final Duration LIMIT = Duration.ofSeconds(5);
    /** Letters that are held at once; the hub gives fewer where they are large. */
    private static final int PAGE = 256;
    /** Letters of each session that are offered where any may be meant. */
    private static final int FEW = 32;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile HubView view;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile DeadLetters letters;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile Hub hub;

    /** Every session, by client identifier. */
    public List<HubView.Client> clients() throws Refusal, InterruptedException {
        return ask(view, HubView::clients).stream().sorted(Comparator.comparing(HubView.Client::clientId)).toList();
    }

    /** Every subscription, by client identifier and Topic Filter. */
    public List<HubView.Subscribed> subscriptions() throws Refusal, InterruptedException {
        return ask(view, HubView::subscriptions).stream()
                .sorted(Comparator.comparing(HubView.Subscribed::clientId).thenComparing(HubView.Subscribed::filter)).toList();
    }

    /**
     * Some of the dead letters without their payloads, 256 at most; asked again behind the last of them it goes through all.
     *
     * @param session empty: of all
     * @param after   id behind which the page begins; empty: with the first
     * @throws Refusal also when {@code after} is no id
     */
    public SummaryPage letters(String session, String after) throws Refusal, InterruptedException {
        return letters(session, after, PAGE);
    }

    private SummaryPage letters(String session, String after, int max) throws Refusal, InterruptedException {
        try {
            return ask(letters, source -> source.page(session, after, max));
        } catch (IllegalArgumentException noId) {
            throw new Refusal(noId.getMessage());
        }
    }

    /** Names of the sessions that have dead letters. */
    public List<String> letterSessions() throws Refusal, InterruptedException {
        return ask(letters, DeadLetters::sessionNames);
    }

    /** Ids that somebody may mean who typed this: of the session that it names, else a few of each; 256 at most, not all there are. */
    public List<String> letterIds(String typed) throws Refusal, InterruptedException {
        List<String> all = letterSessions();
        List<String> named = all.stream().filter(session -> typed.startsWith(session + "/")).toList();
        List<String> ids = new ArrayList<>();
        for (String session : named.isEmpty() ? all : named) {
            int room = PAGE - ids.size();
            if (room > 0) {
                letters(session, "", named.isEmpty() ? Math.min(FEW, room) : room).letters().forEach(letter -> ids.add(letter.id()));
            }
        }
        return ids;
    }

    /** @throws Refusal when there is none of that id, naming the nearest */
    public DeadLetter letter(String id) throws Refusal, InterruptedException {
        var found = ask(letters, source -> source.show(id));
        if (found.isPresent()) {
            return found.get();
        }
        List<String> ids = letterIds(id);
        throw new Refusal("no dead letter " + id + Nearest.hint(id, ids) + (ids.isEmpty() ? " (there is none at all)" : " (dlq:list shows all)"));
    }

    /**
     * Gives a letter to its session again.
     *
     * @return what was given
     * @throws Refusal when there is none of that id, or its session is not there
     */
    public DeadLetter replay(String id) throws Refusal, InterruptedException {
        DeadLetter letter = letter(id);
        if (!ask(letters, source -> source.replay(id))) {
            letter(id); // says so when somebody else was faster
            throw new Refusal("session " + letter.session() + " of dead letter " + id
                    + " is not there: configure it again to replay, or dlq:purge " + id);
        }
        return letter;
    }

    /** @throws Refusal when there is none of that id, also when somebody else was faster */
    public DeadLetter purge(String id) throws Refusal, InterruptedException {
        DeadLetter letter = letter(id);
        if (!ask(letters, source -> source.purge(id))) {
            throw new Refusal("dead letter " + id + " was replayed or purged by somebody else meanwhile");
        }
        return letter;
    }

    /**
     * Purges the letters that a session has now, page by page; those that are set aside meanwhile stay.
     *
     * @return how many; 1 or more
     * @throws Refusal when there is none, or the hub stops answering: some may be gone then
     */
    public int purgeAll(String session) throws Refusal, InterruptedException {
        Instant began = Instant.now();
        int found = 0;
        int purged = 0;
        SummaryPage page = letters(session, "");
        for (List<String> ids = until(began, page); !ids.isEmpty(); ids = until(began, page)) {
            List<String> those = ids;
            found += those.size();
            purged += ask(letters, source -> source.purge(those));
            page = letters(session, page.letters().get(page.letters().size() - 1).id());
        }
        if (found == 0) {
            throw new Refusal("no dead letter of session " + session + Nearest.hint(session, letterSessions()));
        }
        if (purged < found) {
            throw new Refusal(purged + " dead letters of " + session + " are purged; the others are in somebody else's hands");
        }
        return purged;
    }

    private static List<String> until(Instant time, SummaryPage page) {
        return page.letters().stream().filter(letter -> !letter.since().isAfter(time)).map(Summary::id).toList();
    }

    /**
     * Ends a session that nobody configures any more.
     *
     * @return how many messages went with it
     * @throws Refusal when somebody has it open
     */
    public long discard(String session) throws Refusal, InterruptedException {
        long messages = ask(hub, h -> h.discardUnlessOpen(session));
        if (messages < 0) {
            throw new Refusal("session " + session + " is in use again");
        }
        return messages;
    }

    private static <S, T> T ask(S source, Function<S, CompletionStage<T>> question) throws Refusal, InterruptedException {
        if (source == null) {
            throw new Refusal("the hub is not running (gateway:status says why)");
        }
        return Answers.await(question.apply(source), LIMIT, "the hub");
    }
}
