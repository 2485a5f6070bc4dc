package io.tidegate.function.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tutorial's own handler. */
class SayHiTest {
    private static final String SAY_HI = """
            #!/usr/bin/env python3
            #-*- coding:utf-8 -*-
            import os

            def handler(event, context):
                if 'USER_ID' in os.environ:
                  event['USER_ID'] = os.environ['USER_ID']
                if 'functionName' in context:
                  event['functionName'] = context['functionName']
                if 'functionInvokeID' in context:
                  event['functionInvokeID'] = context['functionInvokeID']
                if 'invokeid' in context:
                  event['invokeid'] = context['invokeid']
                if 'messageQOS' in context:
                  event['messageQOS'] = context['messageQOS']
                if 'messageTopic' in context:
                  event['messageTopic'] = context['messageTopic']
                event['py'] = '你好，世界！'
                return event
            """;

    @TempDir
    Path home;

    @Test
    void sayHi_answersAsTheTutorialShows() throws Exception {
        try (PythonFunction f = new PythonFunction(home, Map.of("env", "USER_ID=abc"), SAY_HI)) {
            String id = UUID.nameUUIDFromBytes("delivery-1".getBytes(StandardCharsets.UTF_8)).toString();
            String expected = """
                    {"id": 10, "USER_ID": "abc", "functionName": "f", "functionInvokeID": "%s", "invokeid": "%s", \
                    "messageQOS": 0, "messageTopic": "t", "py": "\\u4f60\\u597d\\uff0c\\u4e16\\u754c\\uff01"}""";
            assertEquals(expected.formatted(id, id), f.answer("{\"id\":10}"));
        }
    }
}
