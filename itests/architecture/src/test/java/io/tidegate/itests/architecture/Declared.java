package io.tidegate.itests.architecture;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * One configuration key as a bundle declares it in its metatype.
 *
 * @param bundle its folder under bundles/
 * @param pid without the NAME of an instance
 * @param factory whether there may be many
 * @param byDefault null: none; a key without default may still be optional
 * @param required whether nothing runs without it
 */
record Declared(String bundle, String pid, boolean factory, String key, String byDefault, boolean required, Description description) {

    /** Every key that the built bundles declare, in their order. */
    static List<Declared> all() throws Exception {
        List<Declared> all = new ArrayList<>();
        for (BuiltBundle bundle : BuiltBundle.all().values()) {
            all.addAll(of(bundle));
        }
        return all;
    }

    private static List<Declared> of(BuiltBundle bundle) throws Exception {
        List<Declared> all = new ArrayList<>();
        DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        for (var file : bundle.files().entrySet()) {
            if (file.getKey().startsWith("OSGI-INF/metatype/") && file.getKey().endsWith(".xml")) {
                read(bundle.name(), parser.parse(new ByteArrayInputStream(file.getValue())), all);
            }
        }
        return all;
    }

    private static void read(String bundle, Document document, List<Declared> into) {
        for (Element designate : elements(document.getDocumentElement(), "Designate")) {
            boolean factory = designate.hasAttribute("factoryPid");
            String pid = designate.getAttribute(factory ? "factoryPid" : "pid");
            String ocd = elements(designate, "Object").get(0).getAttribute("ocdref");
            for (Element type : elements(document.getDocumentElement(), "OCD")) {
                if (type.getAttribute("id").equals(ocd)) {
                    elements(type, "AD").forEach(key -> into.add(one(bundle, pid, factory, key)));
                }
            }
        }
    }

    private static Declared one(String bundle, String pid, boolean factory, Element key) {
        String byDefault = key.hasAttribute("default") ? key.getAttribute("default") : null;
        boolean required = byDefault == null && !"false".equals(key.getAttribute("required"));
        return new Declared(bundle, pid, factory, key.getAttribute("id"), byDefault, required, Description.of(key.getAttribute("description")));
    }

    private static List<Element> elements(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    /** The default as the page says it. */
    String defaultText() {
        if (required) {
            return "*required*";
        }
        if (byDefault == null) {
            return description.byDefault();
        }
        return byDefault.isEmpty() ? "(empty)" : "`" + byDefault + "`";
    }

    @Override
    public String toString() {
        return pid + " " + key + " (declared by " + bundle + ")";
    }
}
