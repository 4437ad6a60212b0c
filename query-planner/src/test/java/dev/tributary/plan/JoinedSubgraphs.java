package dev.tributary.plan;

import graphql.language.Argument;
import graphql.language.AstPrinter;
import graphql.language.BooleanValue;
import graphql.language.Definition;
import graphql.language.Directive;
import graphql.language.DirectivesContainer;
import graphql.language.EnumTypeDefinition;
import graphql.language.EnumValueDefinition;
import graphql.language.FieldDefinition;
import graphql.language.ImplementingTypeDefinition;
import graphql.language.InputObjectTypeDefinition;
import graphql.language.InputValueDefinition;
import graphql.language.InterfaceTypeDefinition;
import graphql.language.ListType;
import graphql.language.NonNullType;
import graphql.language.ObjectTypeDefinition;
import graphql.language.ObjectTypeExtensionDefinition;
import graphql.language.ScalarTypeDefinition;
import graphql.language.StringValue;
import graphql.language.Type;
import graphql.language.TypeDefinition;
import graphql.language.TypeName;
import graphql.language.UnionTypeDefinition;
import graphql.parser.Parser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Joins subgraph schemas of test cases into supergraph SDL, so that cases can be written the way
 * people write subgraphs. Knows no rule of composition: what does not fit together comes out
 * broken.
 */
final class JoinedSubgraphs {

  private static final String HEADER =
      """
      schema @link(url: "https://specs.apollo.dev/link/v1.0")
        @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
        @link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY)
        @link(url: "https://specs.apollo.dev/context/v0.1", for: SECURITY) {
        ROOTS
      }
      """;

  private final SequencedMap<String, SequencedMap<String, TypeDefinition<?>>> subgraphs =
      new LinkedHashMap<>();

  private JoinedSubgraphs() {}

  /**
   * @param sources SDL by subgraph name
   */
  static String join(SequencedMap<String, String> sources) {
    JoinedSubgraphs joined = new JoinedSubgraphs();
    sources.forEach(joined::read);
    return joined.write();
  }

  private void read(String subgraph, String sdl) {
    SequencedMap<String, TypeDefinition<?>> types = new LinkedHashMap<>();
    for (Definition<?> definition : Parser.parse(sdl).getDefinitions()) {
      if (definition instanceof TypeDefinition<?> type) {
        types.put(type.getName(), type);
      }
    }
    subgraphs.put(subgraph, types);
  }

  private String write() {
    Set<String> names = new LinkedHashSet<>();
    subgraphs.values().forEach(types -> names.addAll(types.keySet()));
    StringBuilder out = new StringBuilder();
    String roots =
        names.stream()
            .filter(Set.of("Query", "Mutation", "Subscription")::contains)
            .map(name -> name.toLowerCase(Locale.ROOT) + ": " + name)
            .collect(Collectors.joining(" "));
    out.append(HEADER.replace("ROOTS", roots));
    out.append("enum join__Graph {\n");
    for (String subgraph : subgraphs.keySet()) {
      out.append("  ").append(graph(subgraph)).append(" @join__graph(name: \"").append(subgraph);
      out.append("\", url: \"http://").append(subgraph).append("\")\n");
    }
    out.append("}\n");
    names.forEach(name -> out.append(write(name)));
    return out.toString();
  }

  private static String graph(String subgraph) {
    return subgraph.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private SequencedMap<String, TypeDefinition<?>> in(String name) {
    SequencedMap<String, TypeDefinition<?>> result = new LinkedHashMap<>();
    subgraphs.forEach(
        (subgraph, types) -> {
          TypeDefinition<?> type = types.get(name);
          if (type != null) {
            result.put(subgraph, type);
          }
        });
    return result;
  }

  private String write(String name) {
    SequencedMap<String, TypeDefinition<?>> in = in(name);
    boolean isInterface = in.values().stream().anyMatch(InterfaceTypeDefinition.class::isInstance);
    StringBuilder out = new StringBuilder();
    out.append(keyword(in.values().iterator().next(), isInterface)).append(' ').append(name);
    Set<String> interfaces = new LinkedHashSet<>();
    in.values().forEach(type -> interfaces.addAll(interfaces(type)));
    if (!interfaces.isEmpty()) {
      out.append(" implements ").append(String.join(" & ", interfaces));
    }
    in.forEach((subgraph, type) -> out.append(joinType(subgraph, type)));
    in.forEach(
        (subgraph, type) ->
            interfaces(type)
                .forEach(
                    i ->
                        out.append(
                            " @join__implements(graph: %s, interface: \"%s\")"
                                .formatted(graph(subgraph), i))));
    in.forEach(
        (subgraph, type) ->
            type.getDirectives("context")
                .forEach(
                    context ->
                        out.append(
                            " @context(name: \"%s__%s\")"
                                .formatted(subgraph, text(context, "name")))));
    if (in.values().stream().anyMatch(type -> has(type, "inaccessible"))) {
      out.append(" @inaccessible");
    }
    return out.append(body(name, in)).append('\n').toString();
  }

  private static String keyword(TypeDefinition<?> type, boolean isInterface) {
    if (isInterface) {
      return "interface";
    }
    return switch (type) {
      case ObjectTypeDefinition _ -> "type";
      case UnionTypeDefinition _ -> "union";
      case EnumTypeDefinition _ -> "enum";
      case InputObjectTypeDefinition _ -> "input";
      case ScalarTypeDefinition _ -> "scalar";
      case TypeDefinition<?> other -> throw new IllegalArgumentException(other.getName());
    };
  }

  private String joinType(String subgraph, TypeDefinition<?> type) {
    List<String> keys = new ArrayList<>();
    String interfaceObject = has(type, "interfaceObject") ? ", isInterfaceObject: true" : "";
    boolean extended = type instanceof ObjectTypeExtensionDefinition || has(type, "extends");
    String extension = extended ? ", extension: true" : "";
    for (Directive key : type.getDirectives("key")) {
      boolean resolvable =
          key.getArgument("resolvable") == null
              || ((BooleanValue) key.getArgument("resolvable").getValue()).isValue();
      keys.add(
          ", key: \"%s\"%s"
              .formatted(text(key, "fields"), resolvable ? "" : ", resolvable: false"));
    }
    if (keys.isEmpty()) {
      keys.add("");
    }
    return keys.stream()
        .map(
            key ->
                "\n  @join__type(graph: %s%s%s%s)"
                    .formatted(graph(subgraph), key, extension, interfaceObject))
        .collect(Collectors.joining());
  }

  private String body(String name, SequencedMap<String, TypeDefinition<?>> in) {
    return switch (in.values().iterator().next()) {
      case ImplementingTypeDefinition<?> _ -> fields(name, in);
      case UnionTypeDefinition _ -> members(in);
      case EnumTypeDefinition _ -> values(in);
      case InputObjectTypeDefinition input -> {
        String printed = AstPrinter.printAst(input);
        yield printed.substring(printed.indexOf('{'));
      }
      case TypeDefinition<?> _ -> "";
    };
  }

  private static String members(SequencedMap<String, TypeDefinition<?>> in) {
    StringBuilder joins = new StringBuilder();
    Set<String> members = new LinkedHashSet<>();
    in.forEach(
        (subgraph, type) ->
            ((UnionTypeDefinition) type)
                .getMemberTypes()
                .forEach(
                    member -> {
                      String name = ((TypeName) member).getName();
                      members.add(name);
                      joins.append(
                          " @join__unionMember(graph: %s, member: \"%s\")"
                              .formatted(graph(subgraph), name));
                    }));
    return joins + " = " + String.join(" | ", members);
  }

  private static String values(SequencedMap<String, TypeDefinition<?>> in) {
    SequencedMap<String, StringBuilder> values = new LinkedHashMap<>();
    in.forEach(
        (subgraph, type) -> {
          for (EnumValueDefinition value : ((EnumTypeDefinition) type).getEnumValueDefinitions()) {
            StringBuilder text = values.computeIfAbsent(value.getName(), n -> new StringBuilder(n));
            text.append(" @join__enumValue(graph: %s)".formatted(graph(subgraph)));
            if (has(value, "inaccessible")) {
              text.append(" @inaccessible");
            }
          }
        });
    return values.values().stream().collect(Collectors.joining("\n  ", " {\n  ", "\n}"));
  }

  private String fields(String name, SequencedMap<String, TypeDefinition<?>> in) {
    SequencedMap<String, SequencedMap<String, FieldDefinition>> fields = new LinkedHashMap<>();
    in.forEach(
        (subgraph, type) ->
            ((ImplementingTypeDefinition<?>) type)
                .getFieldDefinitions()
                .forEach(
                    field ->
                        fields
                            .computeIfAbsent(field.getName(), n -> new LinkedHashMap<>())
                            .put(subgraph, field)));
    StringBuilder out = new StringBuilder(" {\n");
    fields.forEach((field, declared) -> out.append(field(name, in, field, declared)));
    interfaceObjectFields(in, fields.keySet()).forEach(out::append);
    return out.append('}').toString();
  }

  /** Fields that interface objects add to the interfaces of a type. */
  private List<String> interfaceObjectFields(
      SequencedMap<String, TypeDefinition<?>> in, Set<String> own) {
    SequencedMap<String, String> result = new LinkedHashMap<>();
    if (in.values().iterator().next() instanceof ObjectTypeDefinition
        && in.values().stream().noneMatch(InterfaceTypeDefinition.class::isInstance)) {
      for (TypeDefinition<?> type : in.values()) {
        for (String implemented : interfaces(type)) {
          in(implemented).values().stream()
              .filter(other -> has(other, "interfaceObject"))
              .flatMap(other -> ((ObjectTypeDefinition) other).getFieldDefinitions().stream())
              .filter(field -> !own.contains(field.getName()))
              .forEach(
                  field ->
                      result.putIfAbsent(
                          field.getName(), "  " + signature(field) + " @join__field\n"));
        }
      }
    }
    return List.copyOf(result.values());
  }

  private String field(
      String type,
      SequencedMap<String, TypeDefinition<?>> in,
      String name,
      SequencedMap<String, FieldDefinition> declared) {
    Set<String> overridden =
        declared.values().stream()
            .filter(field -> has(field, "override"))
            .filter(
                field -> field.getDirectives("override").getFirst().getArgument("label") == null)
            .map(field -> text(field.getDirectives("override").getFirst(), "from"))
            .collect(Collectors.toSet());
    Type<?> merged =
        declared.values().stream()
            .map(FieldDefinition::getType)
            .reduce((one, other) -> merge(one, other))
            .orElseThrow();
    StringBuilder out =
        new StringBuilder("  ")
            .append(signature(declared.values().iterator().next().transform(b -> b.type(merged))));
    Predicate<FieldDefinition> plain =
        one ->
            AstPrinter.printAst(one.getType()).equals(AstPrinter.printAst(merged))
                && contextArguments("", one).isEmpty()
                && Stream.of("external", "requires", "provides", "override")
                    .noneMatch(directive -> has(one, directive));
    boolean everywhere =
        declared.keySet().equals(in.keySet())
            && overridden.isEmpty()
            && declared.values().stream().allMatch(plain);
    if (!everywhere) {
      declared.forEach(
          (subgraph, field) -> {
            if (!overridden.contains(subgraph)) {
              out.append(joinField(subgraph, field, merged, declared));
            }
          });
    }
    if (declared.values().stream().anyMatch(field -> has(field, "inaccessible"))) {
      out.append(" @inaccessible");
    }
    return out.append('\n').toString();
  }

  private static String joinField(
      String subgraph,
      FieldDefinition field,
      Type<?> merged,
      SequencedMap<String, FieldDefinition> declared) {
    StringBuilder out = new StringBuilder(" @join__field(graph: " + graph(subgraph));
    for (String directive : List.of("requires", "provides")) {
      if (has(field, directive)) {
        String fields = text(field.getDirectives(directive).getFirst(), "fields");
        out.append(", %s: \"%s\"".formatted(directive, fields.replace("\"", "\\\"")));
      }
    }
    if (!AstPrinter.printAst(field.getType()).equals(AstPrinter.printAst(merged))) {
      out.append(", type: \"%s\"".formatted(AstPrinter.printAst(field.getType())));
    }
    if (has(field, "external")) {
      out.append(", external: true");
    }
    if (has(field, "override")) {
      Directive override = field.getDirectives("override").getFirst();
      out.append(", override: \"%s\"".formatted(text(override, "from")));
      if (override.getArgument("label") != null) {
        out.append(", overrideLabel: \"%s\"".formatted(text(override, "label")));
      }
    }
    for (FieldDefinition other : declared.values()) {
      for (Directive override : other.getDirectives("override")) {
        if (override.getArgument("label") != null && text(override, "from").equals(subgraph)) {
          out.append(
              ", usedOverridden: true, overrideLabel: \"%s\"".formatted(text(override, "label")));
        }
      }
    }
    List<String> contexts = contextArguments(subgraph, field);
    if (!contexts.isEmpty()) {
      out.append(", contextArguments: [").append(String.join(", ", contexts)).append(']');
    }
    return out.append(")").toString();
  }

  private static List<String> contextArguments(String subgraph, FieldDefinition field) {
    return field.getInputValueDefinitions().stream()
        .filter(argument -> has(argument, "fromContext"))
        .map(
            argument -> {
              String from = text(argument.getDirectives("fromContext").getFirst(), "field");
              int end = from.replace('.', ' ').indexOf(' ');
              return "{context: \"%s__%s\", name: \"%s\", type: \"%s\", selection: \"%s\"}"
                  .formatted(
                      subgraph,
                      from.substring(1, end),
                      argument.getName(),
                      AstPrinter.printAst(argument.getType()),
                      from.substring(end));
            })
        .toList();
  }

  private static Type<?> merge(Type<?> one, Type<?> other) {
    if (one instanceof NonNullType a && other instanceof NonNullType b) {
      return new NonNullType(merge(a.getType(), b.getType()));
    }
    if (one instanceof NonNullType a) {
      return merge(a.getType(), other);
    }
    if (other instanceof NonNullType b) {
      return merge(one, b.getType());
    }
    if (one instanceof ListType a && other instanceof ListType b) {
      return new ListType(merge(a.getType(), b.getType()));
    }
    return one;
  }

  private static String signature(FieldDefinition field) {
    List<InputValueDefinition> given =
        field.getInputValueDefinitions().stream()
            .filter(argument -> !has(argument, "fromContext"))
            .toList();
    return AstPrinter.printAst(
            field.transform(builder -> builder.directives(List.of()).inputValueDefinitions(given)))
        .replace("\n", " ");
  }

  private static List<String> interfaces(TypeDefinition<?> type) {
    return type instanceof ImplementingTypeDefinition<?> implementing
        ? implementing.getImplements().stream().map(i -> ((TypeName) i).getName()).toList()
        : List.of();
  }

  private static boolean has(DirectivesContainer<?> element, String directive) {
    return element.hasDirective(directive);
  }

  private static String text(Directive directive, String argument) {
    Argument found = Objects.requireNonNull(directive.getArgument(argument), argument);
    return Objects.requireNonNull(((StringValue) found.getValue()).getValue(), argument);
  }
}
