package dev.tributary.compose;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.subgraph.SubgraphSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A composition's errors and hints for people, in a compiler's style with an excerpt of the source,
 * and for programs, as JSON.
 */
public final class CompositionReport {
  private static final int MAX_PLACES = 6;
  private static final String[] NOTHING = {};

  private final Composition composition;
  private final Map<String, String[]> lines = new HashMap<>();

  /**
   * @param sources what was composed; excerpts come from these
   */
  public CompositionReport(Composition composition, List<SubgraphSource> sources) {
    this.composition = composition;
    for (SubgraphSource source : sources) {
      lines.put(source.name(), SourceExcerpt.lines(source.sdl()));
    }
  }

  /**
   * Every error and every hint of at least {@code level}, and a line that counts them.
   *
   * @param level {@code WARN} leaves out what is only informative
   */
  public String text(Hint.Level level) {
    StringBuilder out = new StringBuilder();
    for (CompositionError error : errors()) {
      entry(out, "error[" + error.code() + "]", error.coordinate(), error.message(), error.nodes());
    }
    List<Hint> hints =
        composition.hints().stream().filter(hint -> hint.level().compareTo(level) <= 0).toList();
    for (Hint hint : hints) {
      String label =
          switch (hint.level()) {
            case WARN -> "warning";
            case INFO -> "note";
            case DEBUG -> "detail";
          };
      entry(out, label + "[" + hint.code() + "]", hint.coordinate(), hint.message(), hint.nodes());
    }
    int errors = errors().size();
    out.append(
        errors == 0
            ? "Composed, with %s.\n".formatted(count(hints.size(), "hint"))
            : "Not composed: %s, %s.\n"
                .formatted(count(errors, "error"), count(hints.size(), "hint")));
    return out.toString();
  }

  /** The same as one JSON object, the supergraph itself left out. */
  public String json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("composed", composition instanceof Composition.Composed);
    ArrayNode errors = root.putArray("errors");
    for (CompositionError error : errors()) {
      ObjectNode node = errors.addObject();
      node.put("code", error.code());
      node.put("message", error.message());
      node.put("coordinate", error.coordinate());
      locations(node, error.nodes());
    }
    ArrayNode hints = root.putArray("hints");
    for (Hint hint : composition.hints()) {
      ObjectNode node = hints.addObject();
      node.put("code", hint.code());
      node.put("level", hint.level().name());
      node.put("message", hint.message());
      node.put("coordinate", hint.coordinate());
      locations(node, hint.nodes());
    }
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(root);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree of strings and numbers prints", impossible);
    }
  }

  private List<CompositionError> errors() {
    return switch (composition) {
      case Composition.Composed _ -> List.of();
      case Composition.Failed failed -> failed.errors();
    };
  }

  private void entry(
      StringBuilder out,
      String label,
      String coordinate,
      String message,
      List<SourceLocation> places) {
    out.append(label).append(": ").append(message).append('\n');
    if (places.isEmpty() && !coordinate.isEmpty()) {
      out.append("  at ").append(coordinate).append('\n');
    }
    for (SourceLocation place : places.subList(0, Math.min(places.size(), MAX_PLACES))) {
      excerpt(out, place);
    }
    if (places.size() > MAX_PLACES) {
      out.append("  and %d more places\n".formatted(places.size() - MAX_PLACES));
    }
    out.append('\n');
  }

  private void excerpt(StringBuilder out, SourceLocation place) {
    String[] document = lines.getOrDefault(place.subgraph(), NOTHING);
    out.append(SourceExcerpt.of(place.subgraph(), document, place.line(), place.column()));
  }

  private static void locations(ObjectNode node, List<SourceLocation> places) {
    ArrayNode locations = node.putArray("locations");
    for (SourceLocation place : places) {
      ObjectNode location = locations.addObject();
      location.put("subgraph", place.subgraph());
      location.put("line", place.line());
      location.put("column", place.column());
    }
  }

  private static String count(int number, String noun) {
    return number == 0 ? "no " + noun + "s" : number + " " + noun + (number == 1 ? "" : "s");
  }
}
