package io.tidegate.shell.internal.commands;

import io.tidegate.function.Invocation;
import io.tidegate.mqtt.TopicName;
import io.tidegate.shell.internal.access.FunctionAccess;
import io.tidegate.shell.internal.text.Payload;
import io.tidegate.shell.internal.text.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code function:invoke}: calls a function as a rule would, without a message in the hub. */
@Service
@Command(scope = "function", name = "invoke", description = "Calls a function and prints its result")
public final class FunctionInvoke implements Action {
    @Argument(index = 0, required = true, description = "Name of the function")
    @Completion(FunctionNames.class)
    private String name;

    @Argument(index = 1, required = true, description = "Payload, text; JSON in quotes")
    private String payload;

    @Option(name = "--topic", description = "The topic that the handler is told")
    private String topic = "shell";

    @Option(name = "--qos", description = "The QoS that the handler is told, 0 to 2")
    private int qos;

    @Option(name = "--no-format", description = "The result's bytes as they are; nothing where there is none")
    private boolean noFormat;

    @Reference
    private FunctionAccess functions;

    @Override
    public Object execute() throws Exception {
        if (qos < 0 || qos > 2) {
            throw new Refusal("--qos " + qos + ": allowed are 0, 1 and 2");
        }
        String problem = TopicName.problem(topic);
        if (problem != null && !problem.isEmpty()) {
            throw new Refusal("--topic " + topic + ": " + problem);
        }
        byte[] result = functions.invoke(name, Invocation.of(UUID.randomUUID().toString()).topic(topic).qos(qos)
                .timestampSeconds(Instant.now().getEpochSecond()).payload(payload.getBytes(StandardCharsets.UTF_8)).build());
        if (noFormat) {
            System.out.write(result);
            System.out.flush();
            return null;
        }
        System.out.println(result.length == 0 ? "(no result: nothing would be published)" : Payload.shown(result));
        return null;
    }
}
