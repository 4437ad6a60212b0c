package dev.tributary.compose;

import dev.tributary.compose.Participant.Source;
import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.FederationDirective;
import dev.tributary.subgraph.InputValueNode;
import dev.tributary.subgraph.Place;
import dev.tributary.subgraph.Problem.Severity;
import dev.tributary.supergraph.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Merges arguments and fields of input objects. A client may give only what every subgraph
 * understands, so both are intersected.
 */
final class InputValueMerge {
  private final Merging merging;
  private final TypeRefMerge types;

  InputValueMerge(Merging merging) {
    this.merging = merging;
    this.types = new TypeRefMerge(merging);
  }

  /** What an owner of input values is, with the codes of what can go wrong with them. */
  enum Owner {
    FIELD(
        "argument",
        "FIELD_ARGUMENT_TYPE_MISMATCH",
        "FIELD_ARGUMENT_DEFAULT_MISMATCH",
        "REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH",
        "INCONSISTENT_ARGUMENT_PRESENCE",
        "INCONSISTENT_BUT_COMPATIBLE_ARGUMENT_TYPE") {
      @Override
      String coordinate(String owner, String name) {
        return owner + "(" + name + ":)";
      }
    },
    INPUT(
        "input field",
        "FIELD_TYPE_MISMATCH",
        "INPUT_FIELD_DEFAULT_MISMATCH",
        "REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH",
        "INCONSISTENT_INPUT_OBJECT_FIELD",
        "INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE") {
      @Override
      String coordinate(String owner, String name) {
        return owner + "." + name;
      }
    };

    private final String noun;
    private final String typeMismatch;
    private final String defaultMismatch;
    private final String missing;
    private final String presenceHint;
    private final String typeHint;

    Owner(
        String noun,
        String typeMismatch,
        String defaultMismatch,
        String missing,
        String presenceHint,
        String typeHint) {
      this.noun = noun;
      this.typeMismatch = typeMismatch;
      this.defaultMismatch = defaultMismatch;
      this.missing = missing;
      this.presenceHint = presenceHint;
      this.typeHint = typeHint;
    }

    abstract String coordinate(String owner, String name);
  }

  /** Which of the participants that have the owner have an input value of it. */
  private enum Presence {
    EVERYWHERE,
    SOMEWHERE
  }

  /** One participant's input values of the same owner. */
  record Values(
      Participant participant, SequencedMap<String, InputValueNode> byName, Place owner) {}

  /**
   * @param owners every participant that has the owner
   */
  SequencedMap<String, InputValueNode> merge(Owner kind, String owner, List<Values> owners) {
    SequencedMap<String, List<Source<InputValueNode>>> byName = new LinkedHashMap<>();
    for (Values values : owners) {
      for (InputValueNode value : values.byName().values()) {
        byName
            .computeIfAbsent(value.name(), _ -> new ArrayList<>())
            .add(new Source<>(values.participant(), value));
      }
    }
    SequencedMap<String, InputValueNode> merged = new LinkedHashMap<>();
    byName.forEach(
        (name, sources) -> {
          String coordinate = kind.coordinate(owner, name);
          boolean hidden =
              kind == Owner.INPUT
                  && sources.stream()
                      .anyMatch(source -> source.node().has(FederationDirective.INACCESSIBLE));
          if (sources.size() == owners.size()) {
            merged.put(name, value(kind, coordinate, sources, Presence.EVERYWHERE));
          } else if (hidden) {
            // No client sends it, so it matters to nobody where it is missing.
            merged.put(name, value(kind, coordinate, sources, Presence.SOMEWHERE));
          } else {
            missing(kind, coordinate, sources, owners);
          }
        });
    return merged;
  }

  private void missing(
      Owner kind, String coordinate, List<Source<InputValueNode>> sources, List<Values> owners) {
    List<Source<InputValueNode>> requiring =
        sources.stream().filter(source -> source.node().required()).toList();
    List<Values> lacking =
        owners.stream()
            .filter(
                values ->
                    sources.stream()
                        .noneMatch(source -> source.participant() == values.participant()))
            .toList();
    String lackingNames =
        Words.names(lacking.stream().map(values -> values.participant().name()).toList());
    List<Place> places = new ArrayList<>(Source.places(sources));
    lacking.forEach(values -> places.add(values.owner()));
    if (!requiring.isEmpty()) {
      merging
          .problems()
          .error(
              kind.missing,
              coordinate,
              places,
              "The %s \"%s\" is required in %s and does not exist in %s: add it there, or make it optional."
                  .formatted(kind.noun, coordinate, Source.names(requiring), lackingNames));
    } else {
      merging
          .problems()
          .hint(
              Severity.WARN,
              kind.presenceHint,
              coordinate,
              places,
              "The %s \"%s\" does not exist in %s, so the supergraph leaves it out."
                  .formatted(kind.noun, coordinate, lackingNames));
    }
  }

  private InputValueNode value(
      Owner kind, String coordinate, List<Source<InputValueNode>> sources, Presence presence) {
    TypeRefMerge.Merged type =
        types.input(coordinate, sources, InputValueNode::type, kind.typeMismatch, kind.typeHint);
    List<DirectiveNode> directives =
        new ArrayList<>(merging.elements().directives(coordinate, sources));
    if (kind == Owner.INPUT && (presence == Presence.SOMEWHERE || !type.allEqual())) {
      for (Source<InputValueNode> source : sources) {
        Join join = Join.directive("join__field", source.participant());
        if (!type.allEqual()) {
          join.with("type", source.node().type().toString());
        }
        directives.add(join.build());
      }
    }
    InputValueNode first = sources.getFirst().node();
    return new InputValueNode(
        first.name(),
        merging.elements().description(coordinate, sources),
        type.type(),
        defaultValue(kind, coordinate, sources),
        directives,
        first.place());
  }

  private @Nullable Value defaultValue(
      Owner kind, String coordinate, List<Source<InputValueNode>> sources) {
    List<Source<InputValueNode>> having =
        sources.stream().filter(source -> source.node().defaultValue() != null).toList();
    if (having.isEmpty()) {
      return null;
    }
    long distinct =
        having.stream().map(source -> comparable(source.node().defaultValue())).distinct().count();
    if (distinct > 1) {
      merging
          .problems()
          .error(
              kind.defaultMismatch,
              coordinate,
              Source.places(having),
              "The %s \"%s\" has different defaults: %s. Give it one."
                  .formatted(
                      kind.noun,
                      coordinate,
                      TypeRefMerge.bySubgraph(having, InputValueNode::defaultValue)));
    } else if (having.size() < sources.size()) {
      merging
          .problems()
          .hint(
              Severity.WARN,
              "INCONSISTENT_DEFAULT_VALUE_PRESENCE",
              coordinate,
              Source.places(sources),
              "The %s \"%s\" has a default in %s only, so the supergraph has none."
                  .formatted(kind.noun, coordinate, Source.names(having)));
      return null;
    }
    return having.getFirst().node().defaultValue();
  }

  /** 3 and 3.0 are one number, and the order of an object's fields says nothing. */
  private static @Nullable Object comparable(@Nullable Value value) {
    return switch (value) {
      case Value.IntValue(BigInteger number) -> new BigDecimal(number).stripTrailingZeros();
      case Value.FloatValue(BigDecimal number) -> number.stripTrailingZeros();
      case Value.ListValue(List<Value> items) ->
          items.stream().map(item -> Objects.requireNonNull(comparable(item))).toList();
      case Value.ObjectValue object -> {
        Map<String, Object> fields = new HashMap<>();
        object
            .fields()
            .forEach((name, item) -> fields.put(name, Objects.requireNonNull(comparable(item))));
        yield fields;
      }
      case null, default -> value;
    };
  }
}
