package dev.tributary.samples.behaviour;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.stream.Collectors;

/** A schema document that is put together bit by bit. */
final class SdlParts {

  private record Part(
      String head,
      SequencedSet<String> interfaces,
      SequencedSet<String> directives,
      SequencedMap<String, Field> fields) {}

  private record Field(String declaration, SequencedSet<String> directives) {}

  private final SequencedMap<String, Part> types = new LinkedHashMap<>();
  private final SequencedMap<String, SequencedSet<String>> unions = new LinkedHashMap<>();
  private final SequencedSet<String> others = new LinkedHashSet<>();

  private Part part(String type, String keyword) {
    return types.computeIfAbsent(
        type,
        name ->
            new Part(
                keyword + " " + name,
                new LinkedHashSet<>(),
                new LinkedHashSet<>(),
                new LinkedHashMap<>()));
  }

  /** An object type; made when it is not there yet. */
  SdlParts type(String type, String... directives) {
    part(type, "type").directives().addAll(List.of(directives));
    return this;
  }

  /** An interface; made when it is not there yet. */
  SdlParts anInterface(String type, String... directives) {
    part(type, "interface").directives().addAll(List.of(directives));
    return this;
  }

  void implement(String type, String anInterface) {
    part(type, "type").interfaces().add(anInterface);
  }

  /**
   * @param declaration such as {@code f(n: Int): String}
   */
  SdlParts field(String type, String declaration, String... directives) {
    Field field =
        part(type, "type")
            .fields()
            .computeIfAbsent(
                name(declaration), name -> new Field(declaration, new LinkedHashSet<>()));
    field.directives().addAll(List.of(directives));
    return this;
  }

  boolean has(String type) {
    return types.containsKey(type);
  }

  boolean has(String type, String field) {
    return has(type) && Objects.requireNonNull(types.get(type)).fields().containsKey(field);
  }

  void member(String union, String member) {
    unions.computeIfAbsent(union, name -> new LinkedHashSet<>()).add(member);
  }

  /** Definitions that are whole, such as enums; once each. */
  void add(String definition) {
    others.add(definition);
  }

  static String name(String declaration) {
    return declaration.split("[(:]", 2)[0].strip();
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    for (Part part : types.values()) {
      out.append(part.head());
      if (!part.interfaces().isEmpty()) {
        out.append(" implements ").append(String.join(" & ", part.interfaces()));
      }
      part.directives().forEach(directive -> out.append(' ').append(directive));
      out.append(" {\n");
      for (Field field : part.fields().values()) {
        out.append("  ").append(field.declaration());
        field.directives().forEach(directive -> out.append(' ').append(directive));
        out.append('\n');
      }
      out.append("}\n");
    }
    unions.forEach(
        (name, members) ->
            out.append("union %s = %s%n".formatted(name, String.join(" | ", members))));
    return out + others.stream().map(other -> other + "\n").collect(Collectors.joining());
  }
}
