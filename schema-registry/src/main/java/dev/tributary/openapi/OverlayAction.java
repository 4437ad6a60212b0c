package dev.tributary.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.jsonpath.JsonPath;
import dev.tributary.jsonpath.JsonPathException;
import dev.tributary.openapi.Settings.Problems;
import dev.tributary.openapi.Settings.Word;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change of an overlay.
 *
 * @param number its place in the overlay, from 1
 * @param change what is done with each node of the target
 */
record OverlayAction(int number, Word target, JsonPath path, Change change) {

  private static final int MOST = 1_000;

  /** What an action does. */
  sealed interface Change {
    /** The node is taken away. */
    record Remove() implements Change {}

    /** A value is merged into it. */
    record Update(JsonNode value) implements Change {}

    /** What is elsewhere in the document is merged into it. */
    record Copy(Word from, JsonPath path) implements Change {}
  }

  /** As problems and findings begin. */
  String name() {
    return "action " + number + ": ";
  }

  /** The actions of an overlay; what is wrong with it is added to the problems. */
  static List<OverlayAction> read(SourceText source, Problems problems) {
    Settings root = Settings.read(source, problems);
    Word version = root.required("overlay");
    if (!version.text().isEmpty() && !version.text().matches("1\\.[01](\\.[0-9]+)?")) {
      problems.add(version.line(), "overlays of version 1.0 and 1.1 are known");
    }
    if (!root.has("info")) {
      problems.add(root.line(), "'info' is missing");
    }
    root.json("info");
    root.word("extends");
    List<OverlayAction> actions = new ArrayList<>();
    if (!root.has("actions")) {
      problems.add(root.line(), "'actions' is missing");
    }
    int[] count = {0};
    root.each(
        "actions",
        settings -> {
          OverlayAction action = action(++count[0], settings, problems);
          if (action != null) {
            actions.add(action);
          }
        });
    root.extensions();
    root.done();
    if (count[0] > MOST) {
      problems.add(root.line(), "it has more than " + MOST + " actions");
    }
    return actions;
  }

  private static @Nullable OverlayAction action(int number, Settings settings, Problems problems) {
    Word target = settings.required("target");
    settings.word("description");
    JsonNode update = settings.json("update");
    Word copy = settings.word("copy");
    boolean remove = settings.isTrue("remove");
    settings.extensions();
    String name = "action " + number + ": ";
    if (update == null && copy == null && !remove) {
      problems.add(settings.line(), name + "it has none of 'update', 'copy' and 'remove'");
    }
    if (update != null && copy != null && !remove) {
      problems.add(settings.line(), name + "it has both 'update' and 'copy'");
    }
    JsonPath path = path(name, target, problems);
    JsonPath from = copy == null ? null : path(name, copy, problems);
    if (path == null) {
      return null;
    }
    if (remove) {
      return new OverlayAction(number, target, path, new Change.Remove());
    }
    if (update != null) {
      return new OverlayAction(number, target, path, new Change.Update(update));
    }
    return copy == null || from == null
        ? null
        : new OverlayAction(number, target, path, new Change.Copy(copy, from));
  }

  private static @Nullable JsonPath path(String name, Word word, Problems problems) {
    if (word.text().isEmpty()) {
      return null;
    }
    try {
      return JsonPath.parse(word.text());
    } catch (JsonPathException e) {
      problems.add(word.line(), name + "'" + word.text() + "' is no JSONPath: " + e.getMessage());
      return null;
    }
  }
}
