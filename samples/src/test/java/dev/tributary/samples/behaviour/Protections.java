package dev.tributary.samples.behaviour;

import dev.tributary.supergraph.AppliedDirective;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeDefinition.EnumType;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.InputType;
import dev.tributary.supergraph.TypeDefinition.InterfaceType;
import dev.tributary.supergraph.TypeDefinition.ObjectType;
import dev.tributary.supergraph.TypeDefinition.ScalarType;
import dev.tributary.supergraph.TypeDefinition.UnionType;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import dev.tributary.supergraph.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code @requiresScopes} put on a supergraph by chance, wherever it may stand: without what
 * composition would have seen to, as if somebody else had composed it.
 */
final class Protections {

  static final List<String> SCOPES = List.of("a", "b", "c", "d");

  private final Random random;

  /** What was put where: alternatives of scopes, by coordinate. */
  private final Map<String, List<Set<String>>> asked = new LinkedHashMap<>();

  private final Supergraph supergraph;

  /**
   * @param oneIn how rare they are
   */
  Protections(Supergraph plain, long seed, int oneIn) {
    this.random = new Random(seed);
    SequencedMap<String, TypeDefinition> types = new LinkedHashMap<>();
    plain.types().values().forEach(type -> types.put(type.name(), protectedType(type, oneIn)));
    this.supergraph =
        new Supergraph(
            plain.subgraphs(),
            types,
            plain.queryType(),
            plain.mutationType(),
            plain.subscriptionType(),
            plain.possibleTypes(),
            plain.schemaDirectives(),
            plain.api());
  }

  Supergraph supergraph() {
    return supergraph;
  }

  Map<String, List<Set<String>>> asked() {
    return asked;
  }

  /** Whether a field of an object type may be read with these scopes. */
  boolean allows(String type, String field, Set<String> scopes) {
    if (!allows(type, scopes) || !allows(type + "." + field, scopes)) {
      return false;
    }
    return !(supergraph.types().get(type) instanceof WithFields withFields
        && withFields.fields().get(field) instanceof FieldDefinition definition
        && !allows(definition.type().namedType(), scopes));
  }

  private boolean allows(String coordinate, Set<String> scopes) {
    return !asked.containsKey(coordinate)
        || asked.get(coordinate).stream().anyMatch(scopes::containsAll);
  }

  private TypeDefinition protectedType(TypeDefinition type, int oneIn) {
    String name = type.name();
    return switch (type) {
      case ObjectType object when name.equals("Query") || name.equals("Mutation") ->
          new ObjectType(
              name,
              object.in(),
              fields(object, oneIn * 2),
              object.interfaces(),
              object.inaccessible(),
              object.directives());
      case ObjectType object ->
          new ObjectType(
              name,
              object.in(),
              fields(object, oneIn),
              object.interfaces(),
              object.inaccessible(),
              with(object.directives(), name, oneIn));
      case InterfaceType contract ->
          new InterfaceType(
              name,
              contract.in(),
              fields(contract, oneIn),
              contract.interfaces(),
              contract.inaccessible(),
              with(contract.directives(), name, oneIn * 2));
      case EnumType known ->
          new EnumType(
              name,
              known.in(),
              known.values(),
              known.inaccessible(),
              with(known.directives(), name, oneIn));
      case ScalarType scalar -> scalar;
      case UnionType union -> union;
      case InputType input -> input;
    };
  }

  private SequencedMap<String, FieldDefinition> fields(WithFields type, int oneIn) {
    SequencedMap<String, FieldDefinition> fields = new LinkedHashMap<>();
    for (FieldDefinition field : type.fields().values()) {
      fields.put(
          field.name(),
          new FieldDefinition(
              field.name(),
              field.type(),
              field.arguments(),
              field.in(),
              field.inaccessible(),
              with(field.directives(), type.name() + "." + field.name(), oneIn)));
    }
    return fields;
  }

  private List<AppliedDirective> with(
      List<AppliedDirective> directives, String coordinate, int oneIn) {
    if (random.nextInt(oneIn) != 0) {
      return directives;
    }
    List<Set<String>> alternatives = new ArrayList<>();
    for (int i = random.nextInt(2); i >= 0; i--) {
      Set<String> names =
          SCOPES.stream().filter(scope -> random.nextInt(3) == 0).collect(Collectors.toSet());
      alternatives.add(names.isEmpty() ? Set.of("a") : names);
    }
    asked.put(coordinate, alternatives);
    Value scopes =
        new Value.ListValue(
            alternatives.stream()
                .<Value>map(
                    names ->
                        new Value.ListValue(
                            names.stream().<Value>map(Value.StringValue::new).toList()))
                .toList());
    SequencedMap<String, Value> arguments = new LinkedHashMap<>();
    arguments.put("scopes", scopes);
    List<AppliedDirective> all = new ArrayList<>(directives);
    all.add(new AppliedDirective("requiresScopes", arguments, null));
    return all;
  }
}
