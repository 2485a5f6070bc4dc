package io.tidegate.config.yaml.internal.etc;

import io.tidegate.config.yaml.internal.text.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From the members of a {@code .cfg.json} file to what reaches ConfigAdmin: a key may name its type, {@code key:Integer[]}. Stateless. */
final class JsonValues {
    private static final Pattern KEY = Pattern.compile("(?<key>[^:]*)(?::(?<type>.*))?");
    private static final Pattern TYPE = Pattern.compile("(?:Collection<(?<item>\\w+)>|(?<one>\\w+?)(?<array>\\[])?)");
    /** What OSGi's configurator marks as its own. */
    private static final String CONFIGURATOR = ":configurator:";

    private JsonValues() {
    }

    static PropertiesText.Line line(JsonText.Member member) throws Refused {
        if (member.key().startsWith(CONFIGURATOR)) {
            return new PropertiesText.Line(member.key().substring(CONFIGURATOR.length()), untyped(member), member.place());
        }
        Matcher key = KEY.matcher(member.key());
        if (!key.matches() || key.group("key").isEmpty()) {
            throw new Refused(member.place(), member.key() + ": allowed is \"KEY\" or \"KEY:TYPE\"");
        }
        Object value = key.group("type") == null ? untyped(member) : typed(member, key.group("type"));
        return new PropertiesText.Line(key.group("key"), value, member.place());
    }

    /** A list of one kind becomes an array; what has no kind of its own is text, as it was written. */
    private static Object untyped(JsonText.Member member) throws Refused {
        if (member.value() == null) {
            throw new Refused(member.place(), member.key() + ": null is no value; leave the key out");
        }
        if (member.value() instanceof Map) {
            return member.written();
        }
        if (!(member.value() instanceof List<?> list)) {
            return member.value();
        }
        for (Class<?> kind : List.of(String.class, Long.class, Double.class, Boolean.class)) {
            if (list.stream().allMatch(kind::isInstance)) {
                return list.toArray((Object[]) java.lang.reflect.Array.newInstance(kind, 0));
            }
        }
        return member.written();
    }

    private static Object typed(JsonText.Member member, String name) throws Refused {
        Matcher written = TYPE.matcher(name);
        boolean known = written.matches();
        String item = !known ? "" : written.group("item") == null ? written.group("one") : written.group("item");
        Types type = Types.ofName(item);
        if (type == null && !name.equals("Collection")) {
            throw new Refused(member.place(), member.key() + ": there is no type " + name);
        }
        boolean many = name.equals("Collection") || written.group("item") != null || written.group("array") != null;
        List<?> given = member.value() instanceof List<?> list ? list : member.value() == null ? List.of() : List.of(member.value());
        if (!many && given.size() != 1) {
            throw new Refused(member.place(), member.key() + ": one value is needed");
        }
        List<Object> values = new ArrayList<>();
        for (Object one : given) {
            values.add(type == null ? one : convert(member, type, one));
        }
        return many ? name.startsWith("Collection") ? values : type.array(values) : values.get(0);
    }

    private static Object convert(JsonText.Member member, Types type, Object value) throws Refused {
        try {
            return type.number(String.valueOf(value));
        } catch (IllegalArgumentException e) {
            throw new Refused(member.place(), EtcName.shown(member.key(), value) + ": is no " + type.shown());
        }
    }
}
