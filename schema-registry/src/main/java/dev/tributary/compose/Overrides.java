package dev.tributary.compose;

import dev.tributary.compose.Participant.Source;
import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.FederationDirective;
import dev.tributary.subgraph.FieldNode;
import dev.tributary.subgraph.Place;
import dev.tributary.subgraph.Problem.Severity;
import dev.tributary.subgraph.TypeNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who takes one field over from whom ({@code @override}), and what that leaves behind. */
final class Overrides {
  private static final String COLLISION = "OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE";

  private static final Pattern LABEL =
      Pattern.compile("percent\\((\\d{1,2}(\\.\\d{1,8})?|100)\\)|[a-zA-Z][a-zA-Z0-9_\\-:./]*");

  private final Map<Participant, String> labels = new HashMap<>();
  private final Set<Participant> overridden = new HashSet<>();
  private final Set<Participant> stillUsed = new HashSet<>();

  private Overrides() {}

  /** Whether the participant's field is gone for good: it serves nothing in the supergraph. */
  boolean isGone(Participant participant) {
    return overridden.contains(participant)
        && !stillUsed.contains(participant)
        && !labels.containsKey(participant);
  }

  /** Whether another participant resolves the field in this one's stead, always or sometimes. */
  boolean isOverridden(Participant participant) {
    return overridden.contains(participant);
  }

  /** Overridden, and still named in a key, requirement or interface over there. */
  boolean isStillUsed(Participant participant) {
    return stillUsed.contains(participant);
  }

  /** The progressive override's label, on both of its sides. */
  @Nullable String label(Participant participant) {
    return labels.get(participant);
  }

  static Overrides of(String coordinate, List<Source<FieldNode>> sources, Merging merging) {
    Overrides overrides = new Overrides();
    for (Source<FieldNode> source : sources) {
      DirectiveNode use = source.node().first(FederationDirective.OVERRIDE);
      if (use != null && isPlaceForIt(coordinate, source, use, merging)) {
        String from = use.string("from");
        if (from != null) {
          overrides.resolve(new Taking(coordinate, source, use, from), sources, merging);
        }
      }
    }
    return overrides;
  }

  /** Only a plain object type's field can be taken over. */
  private static boolean isPlaceForIt(
      String coordinate, Source<FieldNode> source, DirectiveNode use, Merging merging) {
    String type = coordinate.substring(0, coordinate.indexOf('.'));
    boolean onInterface =
        source.participant().schema().types().get(type) instanceof TypeNode.InterfaceNode;
    if (onInterface || source.participant().isInterfaceObject(type)) {
      merging
          .problems()
          .error(
              onInterface ? "OVERRIDE_ON_INTERFACE" : COLLISION,
              coordinate,
              List.of(use.place()),
              "@%s on \"%s\", a field of an %s: override the implementations' fields instead."
                  .formatted(
                      use.name(), coordinate, onInterface ? "interface" : "@interfaceObject"));
      return false;
    }
    return true;
  }

  /** One {@code @override}. */
  private record Taking(String coordinate, Source<FieldNode> by, DirectiveNode use, String from) {
    List<Place> places() {
      return List.of(use.place());
    }
  }

  private void resolve(Taking taking, List<Source<FieldNode>> sources, Merging merging) {
    String coordinate = taking.coordinate();
    String from = taking.from();
    if (merging.participants().stream().noneMatch(other -> other.name().equals(from))) {
      merging
          .problems()
          .hint(
              Severity.WARN,
              "FROM_SUBGRAPH_DOES_NOT_EXIST",
              coordinate,
              taking.places(),
              "\"%s\" is taken over from \"%s\", and there is no such subgraph: the override does nothing."
                  .formatted(coordinate, from));
      return;
    }
    if (from.equals(taking.by().participant().name())) {
      error(
          taking,
          merging,
          "OVERRIDE_FROM_SELF_ERROR",
          "\"%s\" overrides itself: \"from\" must name another subgraph than \"%s\"."
              .formatted(coordinate, from));
      return;
    }
    Source<FieldNode> source =
        sources.stream()
            .filter(other -> other.participant().name().equals(from))
            .findFirst()
            .orElse(null);
    String abstracting = source == null ? abstracting(coordinate, from, merging) : null;
    if (abstracting != null) {
      error(
          taking,
          merging,
          COLLISION,
          "\"%s\" cannot be taken over from \"%s\", which has it through the @interfaceObject \"%s\" only."
              .formatted(coordinate, from, abstracting));
      return;
    }
    if (source == null) {
      removable(taking, merging, "\"%s\" does not have it any more".formatted(from));
      return;
    }
    Participant participant = source.participant();
    if (participant.roles().isExternal(coordinate)) {
      // Nothing is taken away: it is read there as what others resolve, for a requirement perhaps.
      removable(taking, merging, "it is @external in \"%s\" already".formatted(from));
      return;
    }
    if (source.node().has(FederationDirective.OVERRIDE)) {
      merging
          .problems()
          .error(
              "OVERRIDE_SOURCE_HAS_OVERRIDE",
              coordinate,
              List.of(taking.use().place(), source.node().place()),
              "\"%s\" is taken over by \"%s\" from \"%s\", which takes it over itself: keep one of the two @override."
                  .formatted(coordinate, taking.by().participant().name(), from));
      return;
    }
    if (!collides(taking, source, merging)) {
      take(taking, source, merging);
    }
  }

  private void take(Taking taking, Source<FieldNode> source, Merging merging) {
    String coordinate = taking.coordinate();
    Participant participant = source.participant();
    overridden.add(participant);
    boolean used = participant.roles().isUsed(coordinate);
    if (used) {
      stillUsed.add(participant);
    }
    String label = taking.use().string("label");
    if (label != null) {
      takeProgressively(taking, participant, label, merging);
      return;
    }
    String by = taking.by().participant().name();
    merging
        .problems()
        .hint(
            Severity.INFO,
            "OVERRIDDEN_FIELD_CAN_BE_REMOVED",
            coordinate,
            List.of(source.node().place()),
            used
                ? "\"%s\" is taken over by \"%s\". \"%s\" still names it in a key, requirement or interface: mark it @external there, or remove it."
                    .formatted(coordinate, by, taking.from())
                : "\"%s\" is taken over by \"%s\": it can be removed from \"%s\"."
                    .formatted(coordinate, by, taking.from()));
  }

  private void takeProgressively(Taking taking, Participant from, String label, Merging merging) {
    String coordinate = taking.coordinate();
    if (!LABEL.matcher(label).matches()) {
      error(
          taking,
          merging,
          "OVERRIDE_LABEL_INVALID",
          "@%s(label: \"%s\") on \"%s\": write percent(x) with x from 0 to 100 and at most eight decimals, or a name of letters, digits and _ - : . / that begins with a letter."
              .formatted(taking.use().name(), label, coordinate));
    }
    Participant by = taking.by().participant();
    labels.put(by, label);
    labels.put(from, label);
    merging
        .problems()
        .hint(
            Severity.INFO,
            "OVERRIDE_MIGRATION_IN_PROGRESS",
            coordinate,
            taking.places(),
            "\"%s\" is moving from \"%s\" to \"%s\" (%s)."
                .formatted(coordinate, from.name(), by.name(), label));
  }

  /** Whether another directive on either side keeps the field from being taken over. */
  private static boolean collides(Taking taking, Source<FieldNode> source, Merging merging) {
    String coordinate = taking.coordinate();
    for (FederationDirective other :
        List.of(FederationDirective.REQUIRES, FederationDirective.PROVIDES)) {
      DirectiveNode collision = source.node().first(other);
      if (collision != null) {
        merging
            .problems()
            .error(
                COLLISION,
                coordinate,
                List.of(taking.use().place(), collision.place()),
                "\"%s\" cannot be taken over from \"%s\" while it carries @%s there: remove that first."
                    .formatted(coordinate, taking.from(), collision.name()));
        return true;
      }
    }
    if (taking.by().participant().roles().isExternal(coordinate)) {
      error(
          taking,
          merging,
          COLLISION,
          "@%s on \"%s\" cannot go together with @external: a field that is taken over is resolved here."
              .formatted(taking.use().name(), coordinate));
      return true;
    }
    return false;
  }

  /** The interface object by which the subgraph has the field of an object type unknown to it. */
  private static @Nullable String abstracting(String coordinate, String from, Merging merging) {
    int dot = coordinate.indexOf('.');
    return new FieldSharing(merging)
        .interfaceObject(coordinate.substring(0, dot), coordinate.substring(dot + 1), from);
  }

  private static void removable(Taking taking, Merging merging, String why) {
    merging
        .problems()
        .hint(
            Severity.INFO,
            "OVERRIDE_DIRECTIVE_CAN_BE_REMOVED",
            taking.coordinate(),
            taking.places(),
            "@%s on \"%s\" can be removed: %s."
                .formatted(taking.use().name(), taking.coordinate(), why));
  }

  private static void error(Taking taking, Merging merging, String code, String message) {
    merging.problems().error(code, taking.coordinate(), taking.use().place(), message);
  }
}
