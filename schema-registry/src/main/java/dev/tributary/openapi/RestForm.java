package dev.tributary.openapi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the properties of a form are written where that is not told by their values.
 *
 * @param repeated lists of which each item is written under the name
 * @param joined lists that are one text, with commas
 * @param parts of {@code multipart/form-data}
 */
record RestForm(List<String> repeated, List<String> joined, List<Part> parts) {

  static final RestForm NONE = new RestForm(List.of(), List.of(), List.of());

  RestForm {
    repeated = List.copyOf(repeated);
    joined = List.copyOf(joined);
    parts = List.copyOf(parts);
  }

  /**
   * One property, or the items of one.
   *
   * @param file whether it is a file, given as a {@code data:} URL
   * @param type its media type; null when its value tells
   */
  record Part(String property, boolean file, @Nullable String type) {

    /** As {@code parts} of {@code @restAuto} has it. */
    String text() {
      return "{ property: "
          + SdlText.quoted(property)
          + (file ? ", file: true" : "")
          + (type == null ? "" : ", type: " + SdlText.quoted(type))
          + " }";
    }
  }
}
