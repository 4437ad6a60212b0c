package dev.tributary.access;

import dev.tributary.supergraph.AppliedDirective;
import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeDefinition.ContextArgument;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldInSubgraph;
import dev.tributary.supergraph.TypeDefinition.InSubgraph;
import dev.tributary.supergraph.TypeDefinition.InterfaceType;
import dev.tributary.supergraph.TypeDefinition.Key;
import dev.tributary.supergraph.TypeDefinition.ObjectType;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import dev.tributary.supergraph.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a supergraph's types and fields ask of callers.
 *
 * <p>A field asks what it says itself, what its return type says and what its parent type says; and
 * what is asked for every field that it is resolved from, by {@code @requires} or
 * {@code @fromContext}. Composition makes such fields say so themselves; a supergraph composed by
 * somebody else need not. A field of an interface asks what it asks on any of the object types that
 * may be met there.
 *
 * <p>Safe for use by many threads.
 */
public final class AccessRules {

  private record Coordinate(String type, String field) {}

  /** What a field asks, and the types of the objects that it is resolved from. */
  private record Asked(Set<Atom> atoms, Set<String> inputTypes) {}

  private final Supergraph supergraph;

  /** What types say of themselves; types that say nothing are absent. */
  private final Map<String, Set<Atom>> byType = new HashMap<>();

  /** The types that set a context, by its name. */
  private final Map<String, Set<String>> contextSetters = new HashMap<>();

  private final boolean any;
  private final Map<Coordinate, Asked> byField = new ConcurrentHashMap<>();

  private AccessRules(Supergraph supergraph) {
    this.supergraph = supergraph;
    boolean found = false;
    for (TypeDefinition type : supergraph.types().values()) {
      Set<Atom> own = AccessDirectives.of(type.directives());
      if (!own.isEmpty()) {
        byType.put(type.name(), own);
      }
      found |= !own.isEmpty();
      if (type instanceof WithFields withFields) {
        for (FieldDefinition field : withFields.fields().values()) {
          found = found || !AccessDirectives.of(field.directives()).isEmpty();
        }
      }
      for (AppliedDirective directive : type.directives()) {
        if (directive.name().equals("context")
            && directive.arguments().get("name") instanceof Value.StringValue(String name)) {
          contextSetters
              .computeIfAbsent(name, first -> new LinkedHashSet<>())
              .addAll(possible(type.name()));
        }
      }
    }
    this.any = found;
  }

  public static AccessRules of(Supergraph supergraph) {
    return new AccessRules(supergraph);
  }

  /** Whether nothing in the supergraph asks anything of callers. */
  public boolean isEmpty() {
    return !any;
  }

  Supergraph supergraph() {
    return supergraph;
  }

  /** The object types that a composite type may be at run time. */
  Set<String> possible(String type) {
    return supergraph.possibleTypes().getOrDefault(type, Set.of(type));
  }

  boolean isAbstract(String type) {
    return supergraph.possibleTypes().containsKey(type)
        && !(supergraph.types().get(type) instanceof ObjectType);
  }

  /** Everything that is asked anywhere. */
  public Set<Atom> all() {
    Set<Atom> atoms = new LinkedHashSet<>();
    for (TypeDefinition type : supergraph.types().values()) {
      atoms.addAll(ofType(type.name()));
      if (type instanceof WithFields withFields) {
        withFields.fields().keySet().forEach(field -> atoms.addAll(ofField(type.name(), field)));
      }
    }
    return atoms;
  }

  /** What a type asks of those who see its objects or values. */
  public Set<Atom> ofType(String name) {
    return type(name);
  }

  /** What a field asks when it is selected on this type. */
  public Set<Atom> ofField(String type, String field) {
    return selection(type, field, possible(type));
  }

  /** What is asked for any key at all. */
  public Set<Atom> keys() {
    return keys(supergraph.types().keySet());
  }

  /** What a type says of itself. */
  Set<Atom> type(String name) {
    return byType.getOrDefault(name, Set.of());
  }

  /**
   * What selecting a field asks.
   *
   * @param parent the type that it is selected on
   * @param possible the object types that may be met there
   */
  Set<Atom> selection(String parent, String field, Set<String> possible) {
    Set<Atom> own = field(parent, field);
    if (!isAbstract(parent)) {
      return own;
    }
    Set<Atom> all = new LinkedHashSet<>(own);
    for (String type : possible) {
      all.addAll(field(type, field));
    }
    return all;
  }

  /** What a field of one type asks, its type's and its return type's demands included. */
  Set<Atom> field(String type, String field) {
    return asked(type, field).atoms();
  }

  /** The object types that are met on the way to what a field is resolved from. */
  Set<String> inputTypes(String type, String field) {
    return asked(type, field).inputTypes();
  }

  private Asked asked(String type, String field) {
    return byField.computeIfAbsent(new Coordinate(type, field), this::asked);
  }

  private Asked asked(Coordinate coordinate) {
    Set<Atom> atoms = new LinkedHashSet<>();
    Set<String> inputTypes = new LinkedHashSet<>();
    Set<Coordinate> met = new HashSet<>(Set.of(coordinate));
    Deque<Coordinate> open = new ArrayDeque<>(met);
    while (!open.isEmpty()) {
      Coordinate next = open.remove();
      atoms.addAll(type(next.type()));
      FieldDefinition definition = definition(next.type(), next.field());
      if (definition != null) {
        atoms.addAll(AccessDirectives.of(definition.directives()));
        atoms.addAll(type(definition.type().namedType()));
        for (Coordinate input : inputs(next.type(), definition)) {
          inputTypes.addAll(possible(input.type()));
          if (met.add(input)) {
            open.add(input);
          }
        }
      }
    }
    return new Asked(Set.copyOf(atoms), Set.copyOf(inputTypes));
  }

  /** The fields that a field is resolved from. */
  private Set<Coordinate> inputs(String type, FieldDefinition field) {
    Set<Coordinate> inputs = new LinkedHashSet<>();
    addInputs(type, field, inputs);
    if (supergraph.types().get(type) instanceof ObjectType object) {
      for (String contract : object.interfaces().keySet()) {
        FieldDefinition shared = definition(contract, field.name());
        if (shared != null && isOfInterfaceObject(contract, shared)) {
          inputs.add(new Coordinate(contract, field.name()));
          addInputs(type, shared, inputs);
        }
      }
    }
    return inputs;
  }

  /** Whether some subgraph resolves the field for all implementations, without knowing them. */
  private boolean isOfInterfaceObject(String contract, FieldDefinition field) {
    return supergraph.types().get(contract) instanceof WithFields type
        && field.in().keySet().stream()
            .map(type.in()::get)
            .anyMatch(there -> there != null && there.interfaceObject());
  }

  private void addInputs(String type, FieldDefinition field, Set<Coordinate> into) {
    for (FieldInSubgraph declared : field.in().values()) {
      if (declared.requires() != null) {
        addFields(Set.of(type), declared.requires(), into);
      }
      for (ContextArgument argument : declared.contextArguments()) {
        Set<String> setters = contextSetters.getOrDefault(argument.context(), Set.of());
        addFields(setters, argument.selection(), into);
      }
    }
  }

  /**
   * @param types may be interfaces: of those the fields are meant as they stand there, and on every
   *     object type that may be met
   */
  private void addFields(Set<String> types, FieldSet fields, Set<Coordinate> into) {
    for (FieldSet.Selection selection : fields.selections()) {
      switch (selection) {
        case FieldSet.Fragment(String condition, FieldSet below) -> {
          Set<String> narrowed = withPossible(Set.of(condition));
          if (types.stream().noneMatch(this::isAbstract)) {
            narrowed.retainAll(types);
          }
          addFields(narrowed, below, into);
        }
        case FieldSet.Field(String name, _, FieldSet below) -> {
          Set<String> returned = new LinkedHashSet<>();
          for (String type : withPossible(types)) {
            FieldDefinition definition = definition(type, name);
            if (definition != null) {
              into.add(new Coordinate(type, name));
              returned.add(definition.type().namedType());
            }
          }
          if (below != null) {
            addFields(returned, below, into);
          }
        }
      }
    }
  }

  private Set<String> withPossible(Set<String> types) {
    Set<String> all = new LinkedHashSet<>(types);
    types.forEach(type -> all.addAll(possible(type)));
    return all;
  }

  /** What is asked for every field of a key and what is below it. */
  private Set<Atom> key(String type, Key key) {
    Set<Atom> atoms = new LinkedHashSet<>();
    for (Coordinate field : fields(type, key)) {
      atoms.addAll(field(field.type(), field.field()));
    }
    return atoms;
  }

  private Set<Coordinate> fields(String type, Key key) {
    Set<Coordinate> fields = new LinkedHashSet<>();
    addFields(Set.of(type), key.fields(), fields);
    return fields;
  }

  /**
   * What is asked for the keys by which objects of these types may be found, and those of the
   * objects within their keys.
   */
  Set<Atom> keys(Set<String> types) {
    Set<Atom> atoms = new LinkedHashSet<>();
    Set<String> met = new LinkedHashSet<>(types);
    Deque<String> open = new ArrayDeque<>(met);
    while (!open.isEmpty()) {
      if (supergraph.types().get(open.remove()) instanceof WithFields type) {
        for (InSubgraph there : type.in().values()) {
          for (Key key : there.keys()) {
            for (Coordinate field : fields(type.name(), key)) {
              atoms.addAll(field(field.type(), field.field()));
              if (met.add(field.type())) {
                open.add(field.type());
              }
            }
          }
        }
        for (String contract : type.interfaces().keySet()) {
          if (met.add(contract)) {
            open.add(contract);
          }
        }
      }
    }
    return atoms;
  }

  /**
   * The supergraph as it may be used for a caller who meets these atoms and no others: without the
   * keys that hold what the caller may not see. The very same when there are none.
   */
  public Supergraph withoutForbiddenKeys(Set<Atom> met) {
    SequencedMap<String, TypeDefinition> types = new LinkedHashMap<>();
    boolean changed = false;
    for (TypeDefinition type : supergraph.types().values()) {
      TypeDefinition allowed = type;
      if (type instanceof WithFields withFields) {
        SortedMap<Integer, InSubgraph> in = new TreeMap<>();
        withFields.in().forEach((id, there) -> in.put(id, allowed(type.name(), there, met)));
        if (!in.equals(withFields.in())) {
          changed = true;
          allowed =
              switch (withFields) {
                case ObjectType object ->
                    new ObjectType(
                        object.name(),
                        in,
                        object.fields(),
                        object.interfaces(),
                        object.inaccessible(),
                        object.directives());
                case InterfaceType contract ->
                    new InterfaceType(
                        contract.name(),
                        in,
                        contract.fields(),
                        contract.interfaces(),
                        contract.inaccessible(),
                        contract.directives());
              };
        }
      }
      types.put(type.name(), allowed);
    }
    return changed
        ? new Supergraph(
            supergraph.subgraphs(),
            types,
            supergraph.queryType(),
            supergraph.mutationType(),
            supergraph.subscriptionType(),
            supergraph.possibleTypes(),
            supergraph.schemaDirectives(),
            supergraph.api())
        : supergraph;
  }

  private InSubgraph allowed(String type, InSubgraph there, Set<Atom> met) {
    List<Key> keys = there.keys().stream().filter(key -> met.containsAll(key(type, key))).toList();
    return keys.size() == there.keys().size()
        ? there
        : new InSubgraph(keys, there.interfaceObject());
  }

  private @Nullable FieldDefinition definition(String type, String field) {
    return supergraph.types().get(type) instanceof WithFields withFields
        ? withFields.fields().get(field)
        : null;
  }
}
