package io.tidegate.launcher;

import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.SimpleDateFormat;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.zip.ZipFile;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Uses once, on a thread of its own and while another prepares the directory and starts the framework, what that other one will
 * need and what takes tens of milliseconds the first time. It keeps nothing: who comes first does the work, and the other waits
 * for it or finds it done.
 */
final class Ahead implements Runnable {
    private static final String FRAMEWORK_JAR = "org.apache.felix.framework-";
    private static final List<String> FRAMEWORK = List.of("org/apache/felix/framework/", "org/apache/felix/resolver/");

    private final boolean classesAreKept;

    /** @param classesAreKept whether this JVM has the classes of the last gateway: then they cost next to nothing */
    private Ahead(boolean classesAreKept) {
        this.classesAreKept = classesAreKept;
    }

    static void start(String classesMode) {
        Thread thread = new Thread(new Ahead(classesMode.equals("use")), "tidegate-launcher-ahead-1");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        try {
            dates();
            if (!classesAreKept) {
                framework();
            }
            xml();
            hashes();
        } catch (GeneralSecurityException | ParserConfigurationException | SAXException | IOException e) {
            // Whoever needs it meets the same and can say what for; here it is only early.
            Main.say("something of Java does not work: " + e);
        }
    }

    /** For the container's log. */
    private static void dates() {
        String.format("%1$tF %2$s", ZonedDateTime.now(), "first");
        new SimpleDateFormat("yyyy-MM-dd HH:mm:ss").format(new Date());
    }

    /** Nearly all of its classes are needed until the first bundle is started. */
    private static void framework() throws IOException {
        for (String file : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (new File(file).getName().startsWith(FRAMEWORK_JAR)) {
                try (ZipFile jar = new ZipFile(file)) {
                    jar.stream().map(entry -> entry.getName()).filter(name -> name.endsWith(Linking.ENDING) && FRAMEWORK.stream().anyMatch(name::startsWith))
                            .forEach(name -> link(Linking.className(name)));
                }
            }
        }
    }

    private static void link(String name) {
        try {
            Linking.link(Class.forName(name, false, Ahead.class.getClassLoader()));
        } catch (ClassNotFoundException | LinkageError optional) {
            return; // a part of the framework for something that is not here
        }
    }

    /** For the descriptions of components. */
    private static void xml() throws ParserConfigurationException, SAXException, IOException {
        SAXParserFactory.newInstance().newSAXParser().parse(new InputSource(new StringReader("<a xmlns='b' c='d'>e</a>")), new DefaultHandler());
    }

    /** Of passwords. */
    private static void hashes() throws GeneralSecurityException {
        MessageDigest.getInstance("SHA-256").digest(new byte[1]);
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(new PBEKeySpec(new char[] {'a'}, new byte[16], 1, 256));
    }
}
