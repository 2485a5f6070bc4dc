package io.tidegate.config.yaml.internal.etc;

import java.lang.reflect.Array;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The types that a configuration value can have, as {@code .config} and {@code .cfg.json} files call them. */
enum Types {
    STRING('T', String.class, text -> text),
    INTEGER('I', Integer.class, Integer::valueOf),
    LONG('L', Long.class, Long::valueOf),
    FLOAT('F', Float.class, text -> text.indexOf('.') >= 0 ? Float.parseFloat(text) : Float.intBitsToFloat(Integer.parseInt(text))),
    DOUBLE('D', Double.class, text -> text.indexOf('.') >= 0 ? Double.parseDouble(text) : Double.longBitsToDouble(Long.parseLong(text))),
    BYTE('X', Byte.class, Byte::valueOf),
    SHORT('S', Short.class, Short::valueOf),
    CHARACTER('C', Character.class, Types::character),
    BOOLEAN('B', Boolean.class, Boolean::valueOf);

    private final char letter;
    private final Class<?> type;
    private final Function<String, Object> parse;

    Types(char letter, Class<?> type, Function<String, Object> parse) {
        this.letter = letter;
        this.type = type;
        this.parse = parse;
    }

    /** @return null for any other letter; small ones are the primitive types, which are alike here */
    static Types ofLetter(char letter) {
        for (Types one : values()) {
            if (one.letter == Character.toUpperCase(letter)) {
                return one;
            }
        }
        return null;
    }

    /** @param name as after the colon of a JSON key: {@code Integer}, {@code int}; null for any other */
    static Types ofName(String name) {
        for (Types one : values()) {
            String own = one.type.getSimpleName();
            String primitive = one == INTEGER ? "int" : one == CHARACTER ? "char" : one == STRING ? own : own.toLowerCase(Locale.ROOT);
            if (name.equals(own) || name.equals(primitive)) {
                return one;
            }
        }
        return null;
    }

    String shown() {
        return type.getSimpleName();
    }

    /** @throws IllegalArgumentException when the text is no such value */
    Object value(String text) {
        return parse.apply(text);
    }

    /** As JSON writes it, where a number with a fraction is a number and no bits. @throws IllegalArgumentException as {@link #value} */
    Object number(String text) {
        return this == FLOAT ? (Object) Float.valueOf(text) : this == DOUBLE ? (Object) Double.valueOf(text) : value(text);
    }

    /** A typed array; of wrappers also where the file says primitives: whoever reads it makes no difference. */
    Object[] array(List<?> values) {
        return values.toArray((Object[]) Array.newInstance(type, 0));
    }

    private static Character character(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("no character");
        }
        return text.charAt(0);
    }
}
