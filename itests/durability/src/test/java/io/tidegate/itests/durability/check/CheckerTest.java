package io.tidegate.itests.durability.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.itests.durability.check.Violation.Kind;
import io.tidegate.itests.durability.history.Event;
import io.tidegate.itests.durability.history.History;
import io.tidegate.itests.durability.history.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is a violation and what is not, where the difference is an instant. */
class CheckerTest {
    private final History history = new History();

    private void expect(Kind... kinds) {
        List<Violation> found = Checker.check(history.entries());
        assertEquals(List.of(kinds), found.stream().map(Violation::kind).toList(), () -> Report.of(found, history.entries()));
    }

    private static Message m(int number) {
        return new Message("p", "t", number);
    }

    private void kept(int connection) {
        history.add(new Event.Connecting("s", connection, null, 0));
        history.add(new Event.Connected("s", connection, true, connection > 1));
    }

    private void subscribed(int qos) {
        history.add(new Event.Subscribing("s", "t", qos));
        history.add(new Event.Subscribed("s", "t", qos));
    }

    private void sent(int number, int qos) {
        history.add(new Event.Sent(m(number), qos, false, number, true, false));
    }

    /** The first message, before it was acknowledged. */
    private void sentTwice(int qos) {
        sent(1, qos);
        history.add(new Event.Sent(m(1), qos, false, 1, true, true));
        acknowledged(1);
    }

    private void acknowledged(int number) {
        history.add(new Event.Acknowledged(m(number)));
    }

    private void published(int number, int qos) {
        sent(number, qos);
        acknowledged(number);
    }

    private void arrived(int connection, int number, int qos, boolean dup, int packetId) {
        output("", connection, number, qos, dup, packetId);
    }

    private void output(String call, int connection, int number, int qos, boolean dup, int packetId) {
        history.add(new Event.Arrived("s", connection, m(number), qos, dup, false, packetId, call));
    }

    /** The first message came, and its connection broke before it was acknowledged. */
    private void arrivedAndBroken(int packetId) {
        kept(1);
        subscribed(1);
        published(1, 1);
        arrived(1, 1, 1, false, packetId);
        ended(1);
        kept(2);
    }

    private void ended(int connection) {
        history.add(new Event.Ended("s", connection, true));
    }

    @Test
    void owedIsWhatWasSentAfterTheSubscriptionWasAcknowledged() {
        kept(1);
        subscribed(1);
        published(1, 1);
        expect(Kind.LOST);
    }

    @Test
    void notOwedIsWhatWasSentWhileTheSubscriptionWasUnderWay() {
        kept(1);
        history.add(new Event.Subscribing("s", "t", 1));
        published(1, 1);
        history.add(new Event.Subscribed("s", "t", 1));
        expect();
    }

    @Test
    void notOwedIsWhatWasAcknowledgedWhileTheSubscriptionWasBeingEnded() {
        kept(1);
        subscribed(1);
        sent(1, 1);
        history.add(new Event.Unsubscribing("s", "t"));
        acknowledged(1);
        expect();
    }

    @Test
    void uninvitedIsWhatWasSentAfterTheSubscriptionHadEnded() {
        kept(1);
        subscribed(1);
        history.add(new Event.Unsubscribing("s", "t"));
        history.add(new Event.Unsubscribed("s", "t"));
        published(1, 1);
        arrived(1, 1, 1, false, 1);
        expect(Kind.UNINVITED);
    }

    @Test
    void invitedIsWhatWasSentBeforeItEndedAndComesAfter() {
        kept(1);
        subscribed(1);
        sent(1, 1);
        history.add(new Event.Unsubscribing("s", "t"));
        history.add(new Event.Unsubscribed("s", "t"));
        acknowledged(1);
        arrived(1, 1, 1, false, 1);
        expect();
    }

    @Test
    void aResendOfThePublisherIsAnotherMessageAtQos1AndNotAtQos2() {
        kept(1);
        subscribed(2);
        sentTwice(1);
        arrived(1, 1, 1, false, 1);
        arrived(1, 1, 1, false, 2);
        expect();
        arrived(1, 1, 1, false, 3);
        expect(Kind.REPEATED, Kind.REPEATED);
    }

    @Test
    void whatWasSentTwiceMakesTwoCallsOfOneOutputEach() {
        kept(1);
        subscribed(1);
        sentTwice(1);
        output("a", 1, 1, 1, false, 1);
        output("b", 1, 1, 1, false, 2);
        ended(1);
        kept(2);
        output("b", 2, 1, 1, true, 2);
        expect();
    }

    @Test
    void twoOutputsOfACallAreFoundAlsoWhereTwoWereSent() {
        kept(1);
        subscribed(1);
        sentTwice(1);
        output("a", 1, 1, 1, false, 1);
        output("a", 1, 1, 1, false, 2);
        expect(Kind.TWO_OUTPUTS);
    }

    @Test
    void twoOutputsOfACallAreFoundWhereOneLooksLikeAResend() {
        kept(1);
        subscribed(1);
        sentTwice(1);
        output("a", 1, 1, 1, false, 1);
        ended(1);
        kept(2);
        output("a", 2, 1, 1, true, 2);
        expect(Kind.TWO_OUTPUTS);
    }

    @Test
    void aPublisherThatStayedConnectedIsOwedAnAnswerAlsoWithoutASession() {
        history.add(new Event.Connecting("p#1", 1, null, 0));
        history.add(new Event.Connected("p#1", 1, false, false));
        history.add(new Event.Sent(m(1), 1, false, 1, false, false));
        expect(Kind.UNANSWERED);
        history.add(new Event.Ended("p#1", 1, false));
        expect();
    }

    @Test
    void qos2ComesOnceHoweverOftenItWasSent() {
        kept(1);
        subscribed(2);
        sentTwice(2);
        arrived(1, 1, 2, false, 1);
        expect();
        arrived(1, 1, 2, false, 2);
        expect(Kind.TWICE);
    }

    @Test
    void aResendToTheSubscriberHasDupTheSameIdentifierAndALaterConnection() {
        arrivedAndBroken(7);
        arrived(2, 1, 1, true, 7);
        expect();
        arrived(2, 1, 1, true, 7);
        expect(Kind.REPEATED);
    }

    @Test
    void aResendWithAnotherIdentifierIsFound() {
        arrivedAndBroken(7);
        arrived(2, 1, 1, true, 8);
        expect(Kind.OTHER_ID);
    }

    @Test
    void orderIsThatOfFirstArrivals() {
        kept(1);
        subscribed(1);
        published(1, 1);
        published(2, 1);
        arrived(1, 1, 1, false, 1);
        arrived(1, 2, 1, false, 2);
        ended(1);
        kept(2);
        arrived(2, 1, 1, true, 1);
        arrived(2, 2, 1, true, 2);
        published(3, 1);
        published(4, 1);
        arrived(2, 4, 1, false, 4);
        arrived(2, 3, 1, false, 3);
        expect(Kind.ORDER);
    }

    @Test
    void aSessionThatEndsWithItsConnectionIsOwedOnlyWhatIsBeforeItsLast() {
        history.add(new Event.Connecting("s", 1, null, 0));
        history.add(new Event.Connected("s", 1, false, false));
        subscribed(1);
        published(1, 1);
        published(2, 1);
        published(3, 1);
        arrived(1, 2, 1, false, 1);
        ended(1);
        expect(Kind.LOST);
    }

    @Test
    void aForgottenSessionIsFound() {
        kept(1);
        ended(1);
        history.add(new Event.Connecting("s", 2, null, 0));
        history.add(new Event.Connected("s", 2, true, false));
        expect(Kind.SESSION);
    }

    @Test
    void aSessionMayBePresentOnceOneWasAskedFor() {
        history.add(new Event.Connecting("s", 1, null, 0));
        history.add(new Event.Connecting("s", 2, null, 0));
        history.add(new Event.Connected("s", 2, true, true));
        expect();
    }

    @Test
    void retainedIsTheLastAcknowledgedOrALaterOne() {
        published(1, 1);
        published(2, 1);
        sent(3, 1);
        history.add(new Event.Probing("a"));
        history.add(new Event.Retained("a", "t", m(2)));
        history.add(new Event.Retained("a", "t", m(3)));
        acknowledged(3);
        expect();
        history.add(new Event.Retained("a", "t", m(1)));
        history.add(new Event.Retained("a", "t", null));
        expect(Kind.RETAINED, Kind.RETAINED);
    }

    @Test
    void aWillIsOwedByWhoBrokeOffAndNotByWhoLeft() {
        Message first = new Message("w", "t", 1);
        kept(1);
        subscribed(1);
        history.add(new Event.Connecting("w", 1, first, 1));
        history.add(new Event.Connected("w", 1, true, false));
        history.add(new Event.Ended("w", 1, true));
        expect(Kind.WILL);
        history.add(new Event.Arrived("s", 1, first, 1, false, false, 1, ""));
        expect();
        Message second = new Message("w", "t", 2);
        history.add(new Event.Connecting("w", 2, second, 1));
        history.add(new Event.Connected("w", 2, true, true));
        history.add(new Event.Leaving("w", 2));
        history.add(new Event.Ended("w", 2, false));
        expect();
        history.add(new Event.Arrived("s", 1, second, 1, false, false, 2, ""));
        expect(Kind.WILL);
    }
}
