package dev.tributary.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A document's operations by {@code operationId} and as {@code GET /path}. */
final class OperationIndex {

  /** An operation of the document; {@code imported} is null when it was skipped. */
  record Entry(String method, String path, Operation described, @Nullable RestOperation imported) {

    /** Where the document describes it. */
    String pointer() {
      return Findings.at(Findings.at("/paths", path), method.toLowerCase(Locale.ROOT));
    }

    String id() {
      return described.getOperationId() == null ? "" : described.getOperationId();
    }

    List<String> tags() {
      return described.getTags() == null ? List.of() : described.getTags();
    }
  }

  private final Map<String, Entry> byPlace = new LinkedHashMap<>();
  private final Map<String, Entry> byId = new LinkedHashMap<>();

  OperationIndex(OpenAPI document, List<RestOperation> imported) {
    Map<String, RestOperation> operations = new TreeMap<>();
    imported.forEach(one -> operations.put(one.method() + " " + one.path(), one));
    for (var path : new TreeMap<>(document.getPaths()).entrySet()) {
      for (var entry : new TreeMap<>(path.getValue().readOperationsMap()).entrySet()) {
        String method = entry.getKey().name();
        String place = method + " " + path.getKey();
        Entry one = new Entry(method, path.getKey(), entry.getValue(), operations.get(place));
        byPlace.put(place, one);
        byId.putIfAbsent(one.id(), one);
      }
    }
    byId.remove("");
  }

  List<Entry> all() {
    return new ArrayList<>(byPlace.values());
  }

  /** The operation that somebody names so, or null. */
  @Nullable Entry find(String name) {
    Entry entry = byId.get(name);
    if (entry != null) {
      return entry;
    }
    int blank = name.indexOf(' ');
    return blank < 0
        ? null
        : byPlace.get(
            name.substring(0, blank).toUpperCase(Locale.ROOT)
                + " "
                + name.substring(blank).strip());
  }

  Entry of(RestOperation operation) {
    Entry entry = byPlace.get(operation.method() + " " + operation.path());
    if (entry == null) {
      throw new IllegalStateException("no operation " + operation.pointer());
    }
    return entry;
  }
}
