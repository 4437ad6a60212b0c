package dev.tributary.compose;

import dev.tributary.compose.Participant.Source;
import dev.tributary.subgraph.FieldNode;
import dev.tributary.subgraph.Place;
import dev.tributary.subgraph.TypeNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A field that several subgraphs resolve must be marked so in each of them. */
final class FieldSharing {
  private final Merging merging;

  FieldSharing(Merging merging) {
    this.merging = merging;
  }

  /**
   * One subgraph that resolves the field.
   *
   * @param coordinate the field as it stands there: of the type, or of an interface object
   */
  private record Resolver(Participant participant, String coordinate, Place place) {
    boolean shareable() {
      return participant.roles().isShareable(coordinate);
    }
  }

  void check(String type, String field, List<Source<FieldNode>> sources, Overrides overrides) {
    List<Resolver> resolvers = new ArrayList<>();
    for (Source<FieldNode> source : sources) {
      // An interface's field resolves nothing; an interface object's does, as an object's does.
      if (source.participant().schema().types().get(type) instanceof TypeNode.ObjectNode
          && !overrides.isOverridden(source.participant())) {
        add(source.participant(), type, source.node(), resolvers);
      }
    }
    throughInterfaceObjects(type, field, interfaces(type), resolvers);
    check(type, field, resolvers);
  }

  /**
   * A field that the object type has from interface objects alone.
   *
   * @param interfaces what the object type implements in the supergraph
   */
  void checkAdded(String type, String field, Set<String> interfaces) {
    List<Resolver> resolvers = new ArrayList<>();
    throughInterfaceObjects(type, field, interfaces, resolvers);
    check(type, field, resolvers);
  }

  /** Whether interface objects alone resolve the field of the object type. */
  boolean hasInterfaceObject(String type, String field) {
    List<Resolver> resolvers = new ArrayList<>();
    throughInterfaceObjects(type, field, interfaces(type), resolvers);
    return !resolvers.isEmpty();
  }

  /** The interface object by which {@code subgraph} resolves the field; null when by none. */
  @Nullable String interfaceObject(String type, String field, String subgraph) {
    List<Resolver> resolvers = new ArrayList<>();
    throughInterfaceObjects(type, field, interfaces(type), resolvers);
    return resolvers.stream()
        .filter(resolver -> resolver.participant().name().equals(subgraph))
        .map(resolver -> resolver.coordinate().substring(0, resolver.coordinate().indexOf('.')))
        .findFirst()
        .orElse(null);
  }

  private void throughInterfaceObjects(
      String type, String field, Set<String> interfaces, List<Resolver> into) {
    for (String name : interfaces) {
      for (Participant participant : merging.interfaceObjects(name)) {
        TypeNode.WithFields contract = participant.schema().withFields(name);
        FieldNode node = contract == null ? null : contract.fields().get(field);
        // Where the object type itself is known, the interface object is an error of its own.
        if (node != null && !participant.schema().types().containsKey(type)) {
          add(participant, name, node, into);
        }
      }
    }
  }

  private void check(String type, String field, List<Resolver> resolvers) {
    List<Resolver> unshared = resolvers.stream().filter(one -> !one.shareable()).toList();
    if (resolvers.size() < 2 || unshared.isEmpty()) {
      return;
    }
    List<Place> places = new ArrayList<>(unshared.stream().map(Resolver::place).toList());
    resolvers.stream().filter(Resolver::shareable).map(Resolver::place).forEach(places::add);
    merging
        .problems()
        .error(
            "INVALID_FIELD_SHARING",
            type + "." + field,
            places,
            "\"%s.%s\" is resolved by %s, and is not marked @shareable in %s. Mark it there, or resolve it in one subgraph only (@override moves it)."
                .formatted(type, field, names(type, resolvers), names(type, unshared)));
  }

  private static void add(
      Participant participant, String type, FieldNode field, List<Resolver> into) {
    String coordinate = type + "." + field.name();
    if (!participant.roles().isFullyExternal(coordinate)) {
      into.add(new Resolver(participant, coordinate, field.place()));
    }
  }

  /**
   * The interfaces that the object type implements, in whichever subgraph; of no interest, and
   * none, where there are no interface objects.
   */
  private Set<String> interfaces(String type) {
    Set<String> names = new LinkedHashSet<>();
    if (merging.hasInterfaceObjects()) {
      for (Source<TypeNode> source : merging.sources(type)) {
        if (source.node() instanceof TypeNode.ObjectNode object) {
          names.addAll(object.interfaces().keySet());
        }
      }
    }
    return names;
  }

  private static String names(String type, List<Resolver> resolvers) {
    return Words.list(
        resolvers.stream()
            .map(
                one ->
                    one.coordinate().startsWith(type + ".")
                        ? "\"%s\"".formatted(one.participant().name())
                        : "\"%s\" (as \"%s\")"
                            .formatted(one.participant().name(), one.coordinate()))
            .toList());
  }
}
