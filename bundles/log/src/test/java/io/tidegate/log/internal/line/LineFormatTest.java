package io.tidegate.log.internal.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class LineFormatTest {
    private static final Line PLAIN = new Line(1_569_180_495_123L, Level.INFO, "io.tidegate.hub.internal.HubCore", "loop 0", "event=up a=\"b\"", List.of());

    private static String format(LineFormat format, Line line) {
        StringBuilder text = new StringBuilder();
        format.append(text, "localhub", line);
        return text.toString();
    }

    @Test
    void text_hasTheModelsFields() {
        assertEquals("time=\"2019-09-22T19:28:15.123Z\" level=info msg=\"event=up a=\\\"b\\\"\" service=localhub logger=HubCore thread=\"loop 0\"\n",
                format(LineFormat.TEXT, PLAIN));
    }

    @Test
    void json_hasTheSameFields() {
        assertEquals("{\"level\":\"info\",\"msg\":\"event=up a=\\\"b\\\"\",\"service\":\"localhub\",\"logger\":\"HubCore\",\"thread\":\"loop 0\","
                + "\"time\":\"2019-09-22T19:28:15.123Z\"}\n", format(LineFormat.JSON, PLAIN));
    }

    @Test
    void whatComesFromOutside_staysOnOneLine() {
        Line line = new Line(0, Level.ERROR, "x", "t", "a\nlevel=info\r\u001b[2J\u202e", List.of("java.io.IOException: no", "\tat A.b(A.java:1)"));
        for (LineFormat format : LineFormat.values()) {
            String text = format(format, line);
            assertEquals(text.length() - 1, text.indexOf('\n'), text);
            assertTrue(text.contains("a\\nlevel=info\\r\\u001b[2J\\u202e"), text);
            assertTrue(text.contains("java.io.IOException: no\\n\\tat A.b(A.java:1)"), text);
        }
    }

    @Test
    void aLongMessage_isCutAndSaysSo() {
        Line line = new Line(0, Level.INFO, "x", "t", "y".repeat(Line.MAX_CHARS + 7), List.of());
        assertTrue(format(LineFormat.TEXT, line).contains("y [cut: 7 more]"), () -> "length " + line.message().length());
    }
}
