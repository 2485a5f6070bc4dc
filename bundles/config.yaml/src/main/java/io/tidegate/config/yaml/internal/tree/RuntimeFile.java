package io.tidegate.config.yaml.internal.tree;

import io.tidegate.config.yaml.internal.text.Place;
import io.tidegate.config.yaml.internal.text.Section;
import java.util.LinkedHashMap;
import java.util.Map;

/** A function service's own service.yml: which code stands behind which name. Immutable once read. */
record RuntimeFile(String file, Map<String, Code> codes) {
    /** @param error the first error of it; empty when it can be used */
    record Code(String handler, String codedir, Place handlerPlace, Place codedirPlace, String error) {
    }

    static RuntimeFile read(Section file, String name) {
        Map<String, Code> codes = new LinkedHashMap<>();
        for (Section function : file.sections("functions")) {
            String functionName = function.required("name");
            String handler = function.required("handler");
            String codedir = function.required("codedir");
            int dot = handler.lastIndexOf('.');
            if (!handler.isEmpty() && (dot < 1 || dot == handler.length() - 1)) {
                function.error("handler", "'" + handler + "': allowed is module.function");
            }
            function.close();
            Code code = new Code(handler, codedir, function.place("handler"), function.place("codedir"),
                    function.findings().firstError().orElse(""));
            if (codes.putIfAbsent(functionName, code) != null) {
                function.error("name", "'" + functionName + "' is the name of an earlier function too; the first one counts");
            }
        }
        Logging.accept(file);
        file.accept("name", "server").close();
        return new RuntimeFile(name, codes);
    }
}
