package io.tidegate.launcher;

import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.SimpleDateFormat;
import java.time.ZonedDateTime;
import java.util.Date;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Uses once what every start uses of the JDK and what takes tens of milliseconds the first time, on a thread of its own while
 * the framework starts on another: dates (the container's log), XML (the descriptions of components), digests and hashes of
 * passwords. It keeps nothing; who comes first makes the JDK ready, and the other waits for it or finds it so.
 */
final class JdkAhead implements Runnable {
    static void start() {
        Thread thread = new Thread(new JdkAhead(), "tidegate-launcher-ahead-1");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        try {
            String.format("%1$tF %2$s", ZonedDateTime.now(), "first");
            new SimpleDateFormat("yyyy-MM-dd HH:mm:ss").format(new Date());
            SAXParserFactory.newInstance().newSAXParser().parse(new InputSource(new StringReader("<a xmlns='b' c='d'>e</a>")), new DefaultHandler());
            MessageDigest.getInstance("SHA-256").digest(new byte[1]);
            SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(new PBEKeySpec(new char[] {'a'}, new byte[16], 1, 256));
        } catch (GeneralSecurityException | ParserConfigurationException | SAXException | IOException e) {
            // Whoever needs it meets the same and can say what for; here it is only early.
            Main.say("a part of the JDK does not work: " + e);
        }
    }
}
