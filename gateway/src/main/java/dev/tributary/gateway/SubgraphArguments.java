package dev.tributary.gateway;

import dev.tributary.openapi.ImportOptions;
import dev.tributary.openapi.ImportSources;
import dev.tributary.openapi.OpenApiImport;
import dev.tributary.openapi.UnreadableDocumentException;
import dev.tributary.subgraph.SubgraphSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** The subgraphs that {@code compose} is given, as {@code name=url=file} or in a YAML file. */
final class SubgraphArguments {
  private SubgraphArguments() {}

  /** GraphQL is written in files of other names. */
  private static boolean isOpenApi(Path file) {
    return file.toString().matches("(?i).*\\.(ya?ml|json)");
  }

  private static SubgraphSource imported(String name, String url, ImportSources sources) {
    try {
      return new SubgraphSource(
          name, url, OpenApiImport.read(sources, ImportOptions.DEFAULTS).sdl());
    } catch (UnreadableDocumentException e) {
      throw new InputException(String.valueOf(e.getMessage()));
    }
  }

  /**
   * {@code name=url=file}; a file of OpenAPI is imported. The file's name may contain {@code =},
   * and so may the URL's query.
   */
  static SubgraphSource argument(String text) {
    int first = text.indexOf('=');
    int last = text.lastIndexOf('=');
    if (first <= 0 || last == first) {
      throw new InputException(
          "'"
              + text
              + "' is not of the form name=url=file, such as"
              + " accounts=http://localhost:4101/graphql=accounts.graphql");
    }
    String name = text.substring(0, first);
    String url = text.substring(first + 1, last);
    Path file = Path.of(text.substring(last + 1));
    return isOpenApi(file)
        ? imported(name, url, DocumentFiles.sources(file, List.of(), null))
        : new SubgraphSource(name, url, InputException.read(file));
  }

  /**
   * A file in the form that other composers use too: {@code subgraphs: {name: {routing_url: ...,
   * schema: {file: ...}}}}, or {@code schema: {openapi: ..., overlays: [...], mapping: ...}}. Files
   * are relative to it.
   */
  static List<SubgraphSource> file(Path file) {
    Object root;
    try {
      root = new Yaml(new SafeConstructor(new LoaderOptions())).load(InputException.read(file));
    } catch (YAMLException e) {
      throw new InputException(file + " is not valid YAML: " + e.getMessage());
    }
    List<SubgraphSource> sources = new ArrayList<>();
    mapping(file, "subgraphs", child(file, "", root, "subgraphs"))
        .forEach(
            (name, settings) -> {
              String at = "subgraphs." + name;
              Map<String, Object> fields = mapping(file, at, settings);
              Object url = fields.getOrDefault("routing_url", fields.getOrDefault("url", ""));
              sources.add(source(file, at, name, String.valueOf(url), fields));
            });
    return sources;
  }

  private static SubgraphSource source(
      Path file, String at, String name, String url, Map<String, Object> fields) {
    Object node = child(file, at, fields, "schema");
    Map<String, Object> schema = mapping(file, at + ".schema", node);
    Path directory = file.toAbsolutePath();
    if (schema.containsKey("openapi")) {
      Object mapping = schema.get("mapping");
      return imported(
          name,
          url,
          DocumentFiles.sources(
              directory.resolveSibling(String.valueOf(schema.get("openapi"))),
              overlays(file, at, schema).stream().map(directory::resolveSibling).toList(),
              mapping == null ? null : directory.resolveSibling(String.valueOf(mapping))));
    }
    Object text = child(file, at + ".schema", node, "file");
    return new SubgraphSource(
        name, url, InputException.read(directory.resolveSibling(String.valueOf(text))));
  }

  private static List<String> overlays(Path file, String at, Map<String, Object> schema) {
    Object overlays = schema.getOrDefault("overlays", List.of());
    if (!(overlays instanceof List<?> list)) {
      throw new InputException(file + ": '" + at + ".schema.overlays' must be a list of files");
    }
    return list.stream().map(String::valueOf).toList();
  }

  private static Object child(Path file, String at, Object parent, String name) {
    Object child = mapping(file, at, parent).get(name);
    if (child == null) {
      throw new InputException(
          file + ": '" + (at.isEmpty() ? name : at + "." + name) + "' is missing");
    }
    return child;
  }

  private static Map<String, Object> mapping(Path file, String at, Object node) {
    if (!(node instanceof Map<?, ?> map)) {
      throw new InputException(
          file + ": " + (at.isEmpty() ? "the file" : "'" + at + "'") + " must be a mapping");
    }
    Map<String, Object> named = new TreeMap<>();
    map.forEach((key, value) -> named.put(String.valueOf(key), value == null ? "" : value));
    return named;
  }
}
