package dev.tributary.execute;

import dev.tributary.access.Cut;
import dev.tributary.access.FilteredOperation;
import dev.tributary.json.JsonText;
import java.util.List;

/**
 * What a variant of an operation leaves out.
 *
 * @param cuts every place
 * @param everything whether nothing is left
 */
record Withheld(List<Place> cuts, boolean everything) {

  static final Withheld NOTHING = new Withheld(List.of(), false);

  Withheld {
    cuts = List.copyOf(cuts);
  }

  /**
   * A place that was cut.
   *
   * @param path its response keys, quoted
   */
  record Place(Cut cut, List<byte[]> path) {
    Place {
      path = List.copyOf(path);
    }
  }

  static Withheld of(FilteredOperation filtered) {
    return filtered.cuts().isEmpty()
        ? NOTHING
        : new Withheld(
            filtered.cuts().stream()
                .map(cut -> new Place(cut, cut.path().stream().map(JsonText::quote).toList()))
                .toList(),
            filtered.isEmpty());
  }

  /** The places that are part of the operation with these variables. */
  List<Place> where(VariableValues variables) {
    return cuts.isEmpty()
        ? List.of()
        : cuts.stream().filter(place -> place.cut().condition().holds(variables::isTrue)).toList();
  }
}
