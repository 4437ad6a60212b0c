package dev.tributary.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Brings a document and the files that it refers to into one document. What is referred to becomes
 * a component; URLs are left as they are, and never fetched.
 */
public final class DocumentBundle {

  private static final int MOST_FILES = 500;
  private static final int DEEPEST = 400;
  private static final int MOST_NODES = 3_000_000;

  /** Under which keys a schema stands, whatever is around them. */
  private static final Set<String> SCHEMAS =
      Set.of("items", "additionalProperties", "schema", "not", "if", "then", "else", "contains");

  private final Files files;
  private final String root;
  private final Map<String, Source> sources = new LinkedHashMap<>();
  private final Map<String, String> components = new HashMap<>();
  private final Set<String> problems = new TreeSet<>();
  private long characters;
  private int nodes;
  private boolean swagger;

  /** Reads the files below the directory of the document. */
  @FunctionalInterface
  public interface Files {
    /**
     * @param path relative to that directory, without {@code ..}
     * @return null when there is no such file there
     */
    @Nullable String read(String path);
  }

  private record Source(String text, JsonNode tree) {}

  /** Where a node is: the file, the keys that lead to it, the nearest last. */
  private record Place(String file, String key, String container, String above, int depth) {
    Place below(String next) {
      return new Place(file, next, key, container, depth + 1);
    }
  }

  private DocumentBundle(String root, Files files) {
    this.root = root;
    this.files = files;
  }

  /**
   * One document of all files.
   *
   * @param document as it is given back when it refers to no file; its name is that of a file
   * @throws UnreadableDocumentException with all references that lead nowhere, by file and line
   */
  public static SourceText of(SourceText document, Files files) throws UnreadableDocumentException {
    Path name = Path.of(document.name()).getFileName();
    DocumentBundle bundle = new DocumentBundle(String.valueOf(name), files);
    try {
      return bundle.bundled(document);
    } catch (UnreadableDocumentException e) {
      throw e.of(document.name());
    }
  }

  private SourceText bundled(SourceText document) throws UnreadableDocumentException {
    if (!document.text().contains("$ref")) {
      return document;
    }
    JsonNode tree = DocumentTree.read(document.text());
    if (!(tree instanceof ObjectNode object) || !refersToFiles(tree)) {
      return document;
    }
    swagger = SwaggerDocument.isOne(tree);
    sources.put(root, new Source(document.text(), tree));
    characters = document.text().length();
    register(object);
    ObjectNode written = (ObjectNode) walk(object, new Place(root, "", "", "", 0), object);
    if (!problems.isEmpty()) {
      throw new UnreadableDocumentException(List.copyOf(problems));
    }
    return new SourceText(document.name(), written.toString());
  }

  /** Components of the document that are files have their names already. */
  private void register(ObjectNode document) {
    List<String> kinds =
        swagger
            ? List.of("definitions", "parameters", "responses")
            : names(document.path("components")).stream().map(k -> "components/" + k).toList();
    for (String at : kinds) {
      String kind = kind(at);
      for (var entry : document.at("/" + at).properties()) {
        String ref = entry.getValue().path("$ref").asText();
        if (!ref.isEmpty() && !ref.startsWith("#") && !isUrl(ref)) {
          Target target = target(ref, new Place(root, entry.getKey(), kind, "components", 0));
          if (target != null) {
            components.putIfAbsent(id(kind, target), "#/" + at + "/" + entry.getKey());
          }
        }
      }
    }
  }

  private static String kind(String at) {
    return at.equals("definitions") ? "schemas" : at.substring(at.indexOf('/') + 1);
  }

  private static String id(String kind, Target target) {
    return kind + " " + target.file() + "#" + target.pointer();
  }

  private static boolean isUrl(String ref) {
    return ref.matches("(?i)[a-z][a-z0-9+.-]*:.*|//.*");
  }

  private static boolean refersToFiles(JsonNode node) {
    String ref = node.path("$ref").asText();
    if (node.path("$ref").isTextual() && !ref.startsWith("#")) {
      return true;
    }
    for (JsonNode child : node) {
      if (refersToFiles(child)) {
        return true;
      }
    }
    return false;
  }

  /** Changes the references of a node, in place. */
  private JsonNode walk(JsonNode node, Place place, ObjectNode document) {
    if (place.depth() > DEEPEST || ++nodes > MOST_NODES) {
      problems.add("its files refer to each other too deeply or too often");
      return node;
    }
    if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, walk(array.get(i), place.below("[]"), document));
      }
      return array;
    }
    if (!(node instanceof ObjectNode object)) {
      return node;
    }
    JsonNode ref = object.get("$ref");
    if (ref != null && ref.isTextual() && !place.key().equals("properties")) {
      JsonNode instead = followed(object, ref.textValue(), place, document);
      if (instead != null) {
        return instead;
      }
    }
    boolean mapping = place.key().equals("mapping") && place.container().equals("discriminator");
    for (String name : names(object)) {
      JsonNode value = object.get(name);
      if (mapping && value.isTextual() && value.textValue().matches("[^#]+\\.(ya?ml|json)(#.*)?")) {
        String component = component(value.textValue(), "schemas", place, document);
        object.set(name, component == null ? value : TextNode.valueOf(component));
      } else {
        object.set(name, walk(value, place.below(name), document));
      }
    }
    return object;
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** What stands in the place of a reference; null when it stays as it is. */
  private @Nullable JsonNode followed(
      ObjectNode object, String ref, Place place, ObjectNode document) {
    if (isUrl(ref) || ref.startsWith("#") && isRoot(place)) {
      return null;
    }
    String kind = kind(place);
    if (kind.isEmpty()) {
      return inlined(ref, place, document);
    }
    String component = component(ref, kind, place, document);
    if (component != null && isRoot(place) && document.at(component.substring(1)) == object) {
      return inlined(ref, place, document);
    }
    if (component != null) {
      object.put("$ref", component);
    }
    return null;
  }

  private @Nullable JsonNode inlined(String ref, Place place, ObjectNode document) {
    Target target = target(ref, place);
    return target == null
        ? null
        : walk(
            target.node().deepCopy(),
            new Place(target.file(), place.key(), place.container(), "", place.depth() + 1),
            document);
  }

  private boolean isRoot(Place place) {
    return place.file().equals(root);
  }

  /** Of which kind of component a reference is; "" for what none can be, such as a path. */
  private static String kind(Place place) {
    if (SCHEMAS.contains(place.key())) {
      return "schemas";
    }
    boolean ofDocument = place.above().equals("components") || place.above().isEmpty();
    boolean status = place.key().matches("[1-5]([0-9]{2}|XX)|default");
    return switch (place.container()) {
      case "paths", "headers", "examples", "callbacks", "securitySchemes" -> "";
      case "responses" -> status || ofDocument ? "responses" : "schemas";
      case "requestBodies" -> "requestBodies";
      case "links" -> "links";
      case "parameters" -> place.key().equals("[]") || ofDocument ? "parameters" : "schemas";
      default -> place.key().equals("requestBody") ? "requestBodies" : "schemas";
    };
  }

  private record Target(String file, String pointer, JsonNode node) {}

  /** What a reference leads to; null, and a problem, when that is nothing. */
  private @Nullable Target target(String ref, Place place) {
    int hash = ref.indexOf('#');
    String path = hash < 0 ? ref : ref.substring(0, hash);
    String pointer = hash < 0 ? "" : ref.substring(hash + 1).replaceAll("/+$", "");
    String file = path.isEmpty() ? place.file() : resolved(place.file(), path);
    Source source = file == null ? null : source(file);
    if (file == null || source == null) {
      wrong(place, ref, "there is no such file below the directory of the document");
      return null;
    }
    JsonNode node =
        pointer.isEmpty()
            ? source.tree()
            : pointer.startsWith("/") ? source.tree().at(decoded(pointer)) : null;
    if (node == null || node.isMissingNode()) {
      wrong(place, ref, "there is nothing at " + pointer + " of " + file);
      return null;
    }
    return new Target(file, pointer, node);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return text;
    }
  }

  private static @Nullable String resolved(String from, String path) {
    try {
      Path target = Path.of(from).resolveSibling(decoded(path)).normalize();
      return target.isAbsolute() || target.startsWith("..") ? null : target.toString();
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private @Nullable Source source(String file) {
    Source known = sources.get(file);
    if (known != null || sources.size() >= MOST_FILES) {
      return known;
    }
    String text = files.read(file);
    if (text == null) {
      return null;
    }
    characters += text.length();
    Source source = new Source(text, TextNode.valueOf(""));
    if (characters > OpenApiImport.MOST_CHARACTERS) {
      problems.add("its files are longer than " + OpenApiImport.MOST_CHARACTERS + " characters");
    } else {
      try {
        source = new Source(text, DocumentTree.read(text));
      } catch (UnreadableDocumentException e) {
        e.problems().forEach(problem -> problems.add(file + ": " + problem));
      }
    }
    sources.put(file, source);
    return source;
  }

  /** A reference to the component that a reference to a file becomes. */
  private @Nullable String component(String ref, String kind, Place place, ObjectNode document) {
    Target target = target(ref, place);
    if (target == null) {
      return null;
    }
    if (target.file().equals(root)) {
      return "#" + target.pointer();
    }
    String id = id(kind, target);
    String known = components.get(id);
    if (known != null) {
      return known;
    }
    boolean top = swagger && !kind.equals("requestBodies");
    String at = top ? (kind.equals("schemas") ? "definitions" : kind) : "components/" + kind;
    ObjectNode all = document.withObject("/" + at);
    String name = free(all, name(target));
    String reference = "#/" + at + "/" + name;
    // Before it is walked, for it may lead back to itself; and its place is taken.
    components.put(id, reference);
    all.putObject(name);
    Place inside = new Place(target.file(), "", "", "", place.depth() + 1);
    JsonNode written = walk(target.node().deepCopy(), inside, document);
    all.set(name, written);
    return reference;
  }

  private static String name(Target target) {
    String name =
        target.pointer().isEmpty()
            ? String.valueOf(Path.of(target.file()).getFileName()).replaceFirst("\\.[^.]*$", "")
            : Components.lastOf(target.pointer());
    return name.replaceAll("[^A-Za-z0-9._-]", "_");
  }

  private static String free(ObjectNode taken, String name) {
    String free = name;
    for (int i = 2; taken.has(free); i++) {
      free = name + i;
    }
    return free;
  }

  private void wrong(Place place, String ref, String what) {
    Source source = sources.get(place.file());
    int at = source == null ? -1 : source.text().indexOf(ref);
    long line =
        source == null || at < 0
            ? 1
            : source.text().substring(0, at).chars().filter(c -> c == '\n').count() + 1;
    problems.add(place.file() + ":" + line + ": " + ref + ": " + what);
  }
}
