package io.tidegate.function.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.function.FunctionException;
import io.tidegate.function.FunctionException.Kind;
import io.tidegate.function.Invocation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a handler sees and what becomes of what it returns or raises: the same on every Python, but for the differences named. */
abstract class HandlerContract {
    private static final String INVOKE = "rpc error: code = Unknown desc = Exception calling application: ('[UserCodeInvoke] ', ";
    private static final String RETURN = "rpc error: code = Unknown desc = Exception calling application: ('[UserCodeReturn] ', ";
    /** The event says which return value or fault is wanted. */
    private static final String CODE = """
            # -*- coding: utf-8 -*-
            from __future__ import print_function
            import os, sys, json
            RETURNS = {
              'none': lambda: None, 'empty bytes': lambda: b'', 'bytes': lambda: b'\\x00\\xff', 'text': lambda: 'text',
              'empty text': lambda: u'', 'zero': lambda: 0, 'false': lambda: False, 'dict': lambda: {}, 'list': lambda: [],
              'float': lambda: 1.0, 'nan': lambda: float('nan'), 'big': lambda: 2 ** 100, 'tuple': lambda: (1, 'a'),
              'unicode': lambda: {'a': u'你'}, 'separators': lambda: [1, {'a': 2}], 'set': lambda: set([1]),
              'circle': lambda: circle(),
            }
            def circle():
                it = []
                it.append(it)
                return it
            class Odd(Exception):
                def __repr__(self):
                    raise ValueError('no repr')
            def fault(name):
                if name == 'value': raise ValueError('bad thing')
                if name == 'exit': sys.exit(3)
                if name == 'interrupt': raise KeyboardInterrupt()
                if name == 'unicode': raise ValueError(u'schlecht: ä你')
                if name == 'odd': raise Odd()
                if name == 'none': return None.x
            def alarm():
                import signal, time
                seen = []
                signal.signal(signal.SIGALRM, lambda n, f: seen.append(n))
                signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)
                while len(seen) < 3:
                    time.sleep(0.01)
                signal.setitimer(signal.ITIMER_REAL, 0)
                print('said')
                return 3
            def handler(event, context):
                if isinstance(event, dict) and 'return' in event:
                    return RETURNS[event['return']]()
                if isinstance(event, dict) and 'raise' in event:
                    fault(event['raise'])
                if isinstance(event, dict) and 'context' in event:
                    return dict(context, types=sorted(k + '=' + type(v).__name__ for k, v in context.items()))
                if isinstance(event, dict) and 'env' in event:
                    return dict(os.environ)
                if isinstance(event, dict) and 'alarm' in event:
                    return alarm()
                if isinstance(event, dict) and 'path' in event:
                    return [sys.argv[1:], os.getcwd(), sys.stdin.read(), [p for p in sys.path if 'bootstrap' in p]]
                return type(event).__name__ + ' ' + repr(event)
            """;

    @TempDir
    Path home;
    PythonFunction f;

    abstract String interpreter();

    abstract boolean two();

    @BeforeEach
    void open() throws Exception {
        f = new PythonFunction(home, Map.of("interpreter", interpreter(), "env", "USER_ID=abc,A=x\\,y", "service", "function-f"), CODE);
    }

    @AfterEach
    void close() throws Exception {
        f.close();
    }

    private void event(String payload, String type3, String repr3, String type2, String repr2) throws Exception {
        String seen = f.answer(payload);
        String expected = two() ? type2 + " " + repr2 : "\"" + type3 + " " + repr3 + "\"";
        assertEquals(expected, seen, "event of " + payload);
    }

    @Test
    void event_isWhatJsonSays() throws Exception {
        event("", "dict", "{}", "dict", "{}");
        event("{\"id\":10}", "dict", "{'id': 10}", "dict", "{u'id': 10}");
        event("5", "int", "5", "int", "5");
        event("1.5", "float", "1.5", "float", "1.5");
        event("true", "bool", "True", "bool", "True");
        event("null", "NoneType", "None", "NoneType", "None");
        event("[1,2]", "list", "[1, 2]", "list", "[1, 2]");
        event("\"s\"", "str", "'s'", "unicode", "u's'");
        event("NaN", "float", "nan", "float", "nan");
        event(" 7 ", "int", "7", "int", "7");
    }

    @Test
    void event_isTheBytesWhereNotJson() throws Exception {
        event("hello", "bytes", "b'hello'", "str", "'hello'");
        event("{", "bytes", "b'{'", "str", "'{'");
        byte[] payload = {'"', (byte) 0xff, '"'};
        Invocation notUtf8 = Invocation.of("x").payload(payload).build();
        String seen = f.answer(notUtf8);
        assertEquals(two() ? "str '\"\\xff\"'" : "\"bytes b'\\\"\\\\xff\\\"'\"", seen);
        String deep = f.answer("[".repeat(100_000));
        assertTrue(deep.contains("[[["), deep.substring(0, 20));
    }

    private String seen(byte[] payload) throws Exception {
        return f.answer(Invocation.of("x").payload(payload).build());
    }

    @Test
    void jsonInAnotherEncoding_orAfterAByteOrderMark_isJsonToPython3() throws Exception {
        String json = "{\"id\":1}";
        String mark = "\ufeff";
        String dict = "\"dict {'id': 1}\"";
        String marked = seen((mark + json).getBytes(StandardCharsets.UTF_8));
        assertEquals(two() ? "str '\\xef\\xbb\\xbf{\"id\":1}'" : dict, marked);
        if (!two()) {
            assertEquals(dict, seen((mark + json).getBytes(StandardCharsets.UTF_16LE)));
            assertEquals(dict, seen(json.getBytes(StandardCharsets.UTF_16BE)));
        }
    }

    @Test
    void context_hasSixKeys() throws Exception {
        String id = UUID.nameUUIDFromBytes("delivery-1".getBytes(StandardCharsets.UTF_8)).toString();
        Invocation call = PythonFunction.call("{\"context\":1}").qos(2).topic("t/ä").timestampSeconds(1_795_333_278L)
                .messageId(7).attempt(3).build();
        String seen = f.answer(call);
        for (String part : new String[] {"\"messageQOS\": 2", "\"messageTopic\": \"t/\\u00e4\"", "\"messageTimestamp\": 1795333278",
            "\"functionName\": \"f\"", "\"functionInvokeID\": \"" + id + "\"", "\"invokeid\": \"" + id + "\""}) {
            assertTrue(seen.contains(part), part + " in " + seen);
        }
        String text = two() ? "unicode" : "str";
        assertTrue(seen.contains(("[\"functionInvokeID=T\", \"functionName=T\", \"invokeid=T\", \"messageQOS=int\", "
                + "\"messageTimestamp=int\", \"messageTopic=T\"]").replace("T\"", text + "\"")), seen);
    }

    private String returned(String what) throws Exception {
        return f.answer("{\"return\":\"" + what + "\"}");
    }

    @Test
    void returned_isEncodedAsTheModelDoes() throws Exception {
        assertEquals("", returned("none"));
        assertEquals("", returned("empty bytes"));
        assertEquals(two() ? "text" : "\"text\"", returned("text"));
        assertEquals("\"\"", returned("empty text"));
        assertEquals("0", returned("zero"));
        assertEquals("false", returned("false"));
        assertEquals("{}", returned("dict"));
        assertEquals("[]", returned("list"));
        assertEquals("1.0", returned("float"));
        assertEquals("NaN", returned("nan"));
        assertEquals("1267650600228229401496703205376", returned("big"));
        assertEquals("[1, \"a\"]", returned("tuple"));
        assertEquals("{\"a\": \"\\u4f60\"}", returned("unicode"));
        assertEquals("[1, {\"a\": 2}]", returned("separators"));
        byte[] raw = f.pool.invoke(PythonFunction.call("{\"return\":\"bytes\"}").build()).toCompletableFuture()
                .get(PythonFunction.LIMIT_SECONDS, TimeUnit.SECONDS).payload();
        assertArrayEquals(new byte[] {0, (byte) 0xff}, raw);
    }

    private void fails(String payload, String start, String end) throws Exception {
        FunctionException e = f.failure(payload);
        assertEquals(Kind.FAILED, e.kind());
        assertTrue(e.getMessage().startsWith(start), e.getMessage());
        assertTrue(e.getMessage().endsWith(end), e.getMessage());
    }

    @Test
    void notSerializable_isUserCodeReturn() throws Exception {
        String text = f.failure("{\"return\":\"set\"}").getMessage();
        assertTrue(text.startsWith(RETURN + "TypeError("), text);
        assertTrue(text.contains("not JSON serializable"), text);
        fails("{\"return\":\"circle\"}", RETURN + "ValueError('Circular reference detected'", "))");
        assertEquals("0", returned("zero"), "the worker goes on");
    }

    @Test
    void raised_isUserCodeInvoke_andTheWorkerGoesOn() throws Exception {
        String comma = two() ? "," : "";
        assertEquals(INVOKE + "ValueError('bad thing'" + comma + "))", f.failure("{\"raise\":\"value\"}").getMessage());
        assertEquals(INVOKE + "SystemExit(3" + comma + "))", f.failure("{\"raise\":\"exit\"}").getMessage());
        assertEquals(INVOKE + "KeyboardInterrupt())", f.failure("{\"raise\":\"interrupt\"}").getMessage());
        fails("{\"raise\":\"unicode\"}", INVOKE + "ValueError(", two() ? "',))" : "'))");
        fails("{\"raise\":\"odd\"}", INVOKE, "Odd())");
        fails("{\"raise\":\"none\"}", INVOKE + "AttributeError(", ")");
        assertEquals("0", returned("zero"));
        assertEquals(1, f.snapshot().workers().size());
        assertEquals(7, f.snapshot().workers().get(0).answered(), "one worker answered all");
        PythonFunction.await("traceback in the log",
                () -> f.printed.stream().anyMatch(l -> l.endsWith("ValueError: bad thing")));
    }

    @Test
    void environment_isMinimal() throws Exception {
        String seen = f.answer("{\"env\":1}");
        for (String part : new String[] {"\"USER_ID\": \"abc\"", "\"A\": \"x,y\"", "\"BAETYL_SERVICE_NAME\": \"function-f\"",
            "\"BAETYL_SERVICE_INSTANCE_NAME\": \"function-f.f.1\"", "\"OPENEDGE_SERVICE_INSTANCE_NAME\": \"function-f.f.1\"",
            "\"BAETYL_SERVICE_MODE\": \"native\"", "\"OPENEDGE_RUNNING_MODE\": \"native\"", "\"BAETYL_HOST_OS\": ", "\"PATH\": "}) {
            assertTrue(seen.contains(part), part + " in " + seen);
        }
        assertTrue(!seen.contains("TOKEN") && !seen.contains("MAVEN") && !seen.contains("JAVA_"), seen);
    }

    @Test
    void signals_reachTheHandler_andNothingIsPrintedUnasked() throws Exception {
        assertEquals("3", f.answer("{\"alarm\":1}"));
        PythonFunction.await("its own word", () -> !f.printed.isEmpty());
        assertEquals(java.util.List.of("[function-f.f.1] said"), f.printed);
    }

    @Test
    void moduleOfAFurtherCodeDirectory_isFound_behindTheOwn() throws Exception {
        f.close();
        String code = "import common, g\ndef handler(event, context):\n    return [common.SAID, g.SAID]\n";
        f = new PythonFunction(home, Map.of("interpreter", interpreter(), "codedir.further", "nowhere,more", "mounts", "code=src,more=further"), code);
        Files.createDirectories(home.resolve("further"));
        Files.writeString(home.resolve("further/common.py"), "SAID = 'common'\n");
        Files.writeString(home.resolve("further/g.py"), "SAID = 'further'\n");
        Files.writeString(home.resolve("src/g.py"), "SAID = 'own'\n");
        assertEquals("[\"common\", \"own\"]", f.answer("{}"));
    }

    @Test
    void surroundings_areTheServicesDirectory() throws Exception {
        String directory = home.toRealPath().resolve("data/services/function-f").toString();
        assertEquals("[[], \"" + directory + "\", \"\", []]", f.answer("{\"path\":1}"));
    }
}
