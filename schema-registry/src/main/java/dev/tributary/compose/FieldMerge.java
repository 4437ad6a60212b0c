package dev.tributary.compose;

import dev.tributary.compose.Participant.Source;
import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.FederationDirective;
import dev.tributary.subgraph.FieldNode;
import dev.tributary.subgraph.FieldSetReader;
import dev.tributary.subgraph.InputValueNode;
import dev.tributary.subgraph.TypeNode;
import dev.tributary.supergraph.FieldSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Merges one field of an object or interface type. */
final class FieldMerge {
  private final Merging merging;
  private final TypeRefMerge types;
  private final InputValueMerge arguments;
  private final SharedRuntimeTypes runtimeTypes;
  private final FieldSharing sharing;

  FieldMerge(Merging merging) {
    this.merging = merging;
    this.types = new TypeRefMerge(merging);
    this.arguments = new InputValueMerge(merging);
    this.sharing = new FieldSharing(merging);
    this.runtimeTypes = new SharedRuntimeTypes(merging.problems());
  }

  /**
   * @param parents every participant that has the parent type
   * @param sources every participant that has the field
   */
  FieldNode merge(String type, List<Participant> parents, List<Source<FieldNode>> sources) {
    FieldNode first = sources.getFirst().node();
    String coordinate = type + "." + first.name();
    Overrides overrides = Overrides.of(coordinate, sources, merging);
    List<Source<FieldNode>> resolving =
        sources.stream().filter(source -> !isExternal(source, coordinate)).toList();
    if (resolving.isEmpty()) {
      if (!sharing.hasInterfaceObject(type, first.name())) {
        merging
            .problems()
            .error(
                "EXTERNAL_MISSING_ON_BASE",
                coordinate,
                Source.places(sources),
                "\"%s\" is @external in %s and no subgraph resolves it: define it in one."
                    .formatted(coordinate, Source.names(sources)));
        return first;
      }
      // An interface object resolves it, and only the external declarations say of what type.
      resolving = sources;
    }
    sources.forEach(source -> mergedOnExternal(coordinate, source));
    sharing.check(type, first.name(), sources, overrides);

    TypeRefMerge.Merged fieldType = types.output(coordinate, resolving, FieldNode::type);
    runtimeTypes.check(
        coordinate,
        resolving.stream()
            .filter(source -> isObject(source.participant(), type))
            .filter(source -> !overrides.isOverridden(source.participant()))
            .toList());
    ContextualArguments contextual = ContextualArguments.of(coordinate, resolving, merging);
    SequencedMap<String, InputValueNode> merged =
        arguments.merge(
            InputValueMerge.Owner.FIELD,
            coordinate,
            resolving.stream()
                .map(
                    source ->
                        new InputValueMerge.Values(
                            source.participant(),
                            contextual.given(source.node()),
                            source.node().place()))
                .toList());
    FieldNode field =
        new FieldNode(
            first.name(),
            merging.elements().description(coordinate, resolving),
            fieldType.type(),
            merged,
            List.of(),
            resolving.getFirst().node().place());
    boolean allEqual = fieldType.allEqual();
    for (Source<FieldNode> source : sources) {
      if (isExternal(source, coordinate)) {
        external(coordinate, field, source);
        allEqual &= source.node().type().equals(field.type());
      }
    }
    List<DirectiveNode> directives =
        new ArrayList<>(merging.elements().directives(coordinate, sources));
    if (!contextual.isEmpty() || needsJoin(coordinate, parents, sources, overrides, allEqual)) {
      for (Source<FieldNode> source : sources) {
        if (!overrides.isGone(source.participant())) {
          directives.add(join(coordinate, source, overrides, allEqual));
        }
      }
    }
    directives.addAll(merging.elements().carried(sources));
    return new FieldNode(
        field.name(),
        field.description(),
        field.type(),
        field.arguments(),
        directives,
        field.place());
  }

  /** Directives belong where the field is resolved: elsewhere they would say nothing. */
  private void mergedOnExternal(String coordinate, Source<FieldNode> source) {
    if (!isExternal(source, coordinate)) {
      return;
    }
    for (DirectiveNode use : source.node().directives()) {
      if (merging.elements().isMerged(source.participant(), use)) {
        merging
            .problems()
            .error(
                "MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL",
                coordinate,
                List.of(use.place()),
                "%s on \"%s\", which is @external in \"%s\": put it where the field is resolved."
                    .formatted(use, coordinate, source.participant().name()));
      }
    }
  }

  private static boolean isExternal(Source<FieldNode> source, String coordinate) {
    return source.participant().roles().isExternal(coordinate);
  }

  /** An interface's field resolves nothing; an interface object's does, as an object's does. */
  private static boolean isObject(Participant participant, String type) {
    return participant.schema().types().get(type) instanceof TypeNode.ObjectNode;
  }

  private void external(String coordinate, FieldNode field, Source<FieldNode> source) {
    FieldNode external = source.node();
    String name = source.participant().name();
    if (!external.type().equals(field.type())) {
      merging
          .problems()
          .error(
              "EXTERNAL_TYPE_MISMATCH",
              coordinate,
              List.of(external.place(), field.place()),
              "\"%s\" is of type %s, and \"%s\" declares it @external with type %s: declare the same type."
                  .formatted(coordinate, field.type(), name, external.type()));
    }
    for (InputValueNode argument : field.arguments().values()) {
      InputValueNode declared = external.arguments().get(argument.name());
      String at = coordinate + "(" + argument.name() + ":)";
      if (declared == null) {
        merging
            .problems()
            .error(
                "EXTERNAL_ARGUMENT_MISSING",
                at,
                List.of(external.place(), argument.place()),
                "\"%s\" is @external in \"%s\" without its argument \"%s\": declare it there too."
                    .formatted(coordinate, name, argument.name()));
        continue;
      }
      if (!merging.subtypes().isSubtype(argument.type(), declared.type())) {
        merging
            .problems()
            .error(
                "EXTERNAL_ARGUMENT_TYPE_MISMATCH",
                at,
                List.of(declared.place(), argument.place()),
                "The argument \"%s\" is of type %s, and \"%s\" declares it @external with type %s: declare the same type."
                    .formatted(at, argument.type(), name, declared.type()));
      }
      if (!Objects.equals(argument.defaultValue(), declared.defaultValue())) {
        merging
            .problems()
            .error(
                "EXTERNAL_ARGUMENT_DEFAULT_MISMATCH",
                at,
                List.of(declared.place(), argument.place()),
                "The argument \"%s\" has the default %s, and \"%s\" declares it @external with %s: declare the same default."
                    .formatted(
                        at,
                        argument.defaultValue() == null ? "none" : argument.defaultValue(),
                        name,
                        declared.defaultValue() == null ? "none" : declared.defaultValue()));
      }
    }
  }

  /** Without {@code @join__field} a field belongs, plainly, to every subgraph of its type. */
  private static boolean needsJoin(
      String coordinate,
      List<Participant> parents,
      List<Source<FieldNode>> sources,
      Overrides overrides,
      boolean allEqual) {
    if (!allEqual || sources.size() < parents.size()) {
      return true;
    }
    for (Source<FieldNode> source : sources) {
      FieldNode field = source.node();
      if (isExternal(source, coordinate)
          || field.has(FederationDirective.REQUIRES)
          || field.has(FederationDirective.PROVIDES)
          || overrides.isOverridden(source.participant())
          || overrides.label(source.participant()) != null) {
        return true;
      }
    }
    return false;
  }

  private static DirectiveNode join(
      String coordinate, Source<FieldNode> source, Overrides overrides, boolean allEqual) {
    FieldNode field = source.node();
    Participant participant = source.participant();
    Join join = Join.directive("join__field", participant);
    fieldSet(join, "requires", field.first(FederationDirective.REQUIRES));
    fieldSet(join, "provides", field.first(FederationDirective.PROVIDES));
    if (!allEqual) {
      join.with("type", field.type().toString());
    }
    join.flag("external", isExternal(source, coordinate));
    DirectiveNode override = field.first(FederationDirective.OVERRIDE);
    String from = override == null ? null : override.string("from");
    if (from != null) {
      join.with("override", from);
    }
    join.flag("usedOverridden", overrides.isStillUsed(participant));
    String label = overrides.label(participant);
    if (label != null) {
      join.with("overrideLabel", label);
    }
    ContextualArguments.join(join, source);
    return join.build();
  }

  private static void fieldSet(Join join, String argument, @Nullable DirectiveNode use) {
    FieldSet fields = use == null ? null : FieldSetReader.tryRead(use.string("fields"));
    if (fields != null) {
      join.with(argument, fields.toString());
    }
  }

  /**
   * The fields of the type called {@code type} by name, in the order in which they first appear.
   */
  static SequencedMap<String, List<Source<FieldNode>>> byName(
      String type, List<Participant> parents) {
    SequencedMap<String, List<Source<FieldNode>>> byName = new LinkedHashMap<>();
    for (Participant participant : parents) {
      var node = participant.schema().withFields(type);
      if (node != null) {
        for (FieldNode field : node.fields().values()) {
          byName
              .computeIfAbsent(field.name(), _ -> new ArrayList<>())
              .add(new Source<>(participant, field));
        }
      }
    }
    return byName;
  }
}
