package dev.tributary.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.jsonpath.JsonPath;
import dev.tributary.jsonpath.JsonPathException;
import dev.tributary.jsonpath.Located;
import dev.tributary.jsonpath.StepLimit;
import dev.tributary.openapi.OverlayAction.Change;
import dev.tributary.openapi.Settings.Problems;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes to a document as OpenAPI Overlay 1.0 and 1.1 have them, one action after the other. All
 * of them together may look at so many nodes, and add so many, as a document may have.
 */
final class Overlays {

  private static final int MOST = 20;
  private static final long MOST_STEPS = 20_000_000;
  private static final long MOST_ADDED = 1_000_000;

  private final JsonNode document;
  private final Findings findings;
  private final List<String> wrong = new ArrayList<>();
  private final StepLimit steps = new StepLimit(MOST_STEPS);
  private long added;

  private Overlays(JsonNode document, Findings findings) {
    this.document = document;
    this.findings = findings;
  }

  /**
   * Changes the document.
   *
   * @throws UnreadableDocumentException with everything that is wrong with the overlays
   */
  static void apply(List<SourceText> overlays, JsonNode document, Findings findings)
      throws UnreadableDocumentException {
    if (overlays.size() > MOST) {
      throw new UnreadableDocumentException("there are more than " + MOST + " overlays");
    }
    Overlays all = new Overlays(document, findings);
    overlays.forEach(all::apply);
    if (!all.wrong.isEmpty()) {
      throw new UnreadableDocumentException(all.wrong);
    }
  }

  private void apply(SourceText overlay) {
    Problems problems = new Problems(overlay.name());
    List<OverlayAction> actions = OverlayAction.read(overlay, problems);
    if (problems.all().isEmpty() && wrong.isEmpty()) {
      for (OverlayAction action : actions) {
        String problem = problem(overlay, action);
        if (problem != null) {
          problems.add(action.target().line(), action.name() + problem);
          // What comes after may be wrong only because of this.
          break;
        }
      }
    }
    wrong.addAll(problems.all());
  }

  /** Does what an action says; what is wrong with it, or null. */
  private @Nullable String problem(SourceText overlay, OverlayAction action) {
    try {
      List<Located> found = found(action.path());
      if (found.isEmpty()) {
        findings.add(
            Finding.Code.OVERLAY_WITHOUT_EFFECT,
            "",
            overlay.name()
                + ":"
                + action.target().line()
                + ": "
                + action.name()
                + "nothing is at "
                + action.target().text());
        return null;
      }
      return switch (action.change()) {
        case Change.Remove remove -> removed(found);
        case Change.Update update -> merged(found, update.value());
        case Change.Copy copy -> {
          List<Located> from = found(copy.path());
          yield from.size() == 1
              ? merged(found, from.getFirst().value().deepCopy())
              : "there are " + from.size() + " nodes at " + copy.from().text() + ", not one";
        }
      };
    } catch (JsonPathException e) {
      return "'" + action.target().text() + "' takes too long: " + e.getMessage();
    }
  }

  private List<Located> found(JsonPath path) throws JsonPathException {
    return path.find(document, steps);
  }

  private static @Nullable String removed(List<Located> found) {
    List<Located> lastFirst = new ArrayList<>(found);
    // So that what is removed from a list moves nothing that is to be removed too.
    lastFirst.sort(Comparator.comparingInt(Located::index).reversed());
    for (Located node : lastFirst) {
      Located parent = node.parent();
      if (parent == null) {
        return "the whole document cannot be removed";
      }
      if (parent.value() instanceof ObjectNode object && node.name() != null) {
        object.remove(node.name());
      } else if (parent.value() instanceof ArrayNode array
          && node.index() < array.size()
          && array.get(node.index()) == node.value()) {
        array.remove(node.index());
      }
    }
    return null;
  }

  private @Nullable String merged(List<Located> found, JsonNode value) {
    added += (long) found.size() * size(value);
    if (added > MOST_ADDED) {
      return "too much would be added to the document";
    }
    for (Located node : found) {
      JsonNode changed = merged(node.value(), value);
      Located parent = node.parent();
      if (changed == null) {
        return "what is at "
            + node.path()
            + " is of another kind than what is to be merged into it";
      }
      if (changed != node.value()) {
        if (parent == null) {
          return "the whole document cannot be replaced";
        }
        if (parent.value() instanceof ObjectNode object && node.name() != null) {
          object.set(node.name(), changed);
        } else if (parent.value() instanceof ArrayNode array) {
          array.set(node.index(), changed);
        }
      }
    }
    return null;
  }

  /** What becomes of a node; null when the two do not go together. */
  private static @Nullable JsonNode merged(JsonNode node, JsonNode value) {
    return switch (node) {
      case ObjectNode object ->
          value instanceof ObjectNode changes && merge(object, changes) ? object : null;
      case ArrayNode array when value instanceof ArrayNode more -> {
        more.forEach(item -> array.add((JsonNode) item.deepCopy()));
        yield array;
      }
      case ArrayNode array -> array.add((JsonNode) value.deepCopy());
      default -> value.isContainerNode() ? null : value;
    };
  }

  private static boolean merge(ObjectNode into, ObjectNode changes) {
    for (var change : changes.properties()) {
      JsonNode old = into.get(change.getKey());
      JsonNode value = change.getValue();
      if (old == null || old.isNull()) {
        into.set(change.getKey(), value.deepCopy());
      } else if (!value.isNull() || old.isValueNode()) {
        // An empty entry in YAML says nothing of an object or a list.
        if (old.isArray() && !value.isArray()) {
          return false;
        }
        JsonNode merged = merged(old, value);
        if (merged == null) {
          return false;
        }
        into.set(change.getKey(), merged);
      }
    }
    return true;
  }

  /** How many values there are in it, itself included. */
  static long size(JsonNode node) {
    long size = 1;
    for (JsonNode child : node) {
      size += size(child);
    }
    return size;
  }
}
