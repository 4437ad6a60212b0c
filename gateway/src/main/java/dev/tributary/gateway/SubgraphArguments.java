package dev.tributary.gateway;

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

  /** {@code name=url=file}; the file's name may contain {@code =}, and so may the URL's query. */
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
    return new SubgraphSource(
        text.substring(0, first),
        text.substring(first + 1, last),
        InputException.read(Path.of(text.substring(last + 1))));
  }

  /**
   * A file in the form that other composers use too: {@code subgraphs: {name: {routing_url: ...,
   * schema: {file: ...}}}}. Files are relative to it.
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
              Object schema =
                  child(file, at + ".schema", child(file, at, settings, "schema"), "file");
              Path directory = file.toAbsolutePath().resolveSibling(String.valueOf(schema));
              sources.add(
                  new SubgraphSource(name, String.valueOf(url), InputException.read(directory)));
            });
    return sources;
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
