package dev.tributary.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A mapping of YAML whose settings are taken by name; what nobody takes is a problem. */
final class Settings {

  private static final int MOST_CHARACTERS = 1_000_000;
  private static final int MAX_DEPTH = 100;

  private final Problems problems;
  private final int line;
  private final Map<String, Node> entries = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new LinkedHashMap<>();
  private final TreeSet<String> known = new TreeSet<>();

  /** What is wrong with one file, by line. */
  static final class Problems {

    private final String file;
    private final SortedMap<Integer, Set<String>> all = new TreeMap<>();

    Problems(String file) {
      this.file = file;
    }

    void add(int line, String message) {
      all.computeIfAbsent(line, none -> new LinkedHashSet<>()).add(message);
    }

    /** All of them by line, as {@code file:line: message}. */
    List<String> all() {
      List<String> texts = new ArrayList<>();
      all.forEach(
          (line, messages) -> messages.forEach(m -> texts.add(file + ":" + line + ": " + m)));
      return texts;
    }
  }

  /** A word, and the line it stands in. */
  record Word(String text, int line) {}

  private Settings(Problems problems, @Nullable MappingNode node, int line) {
    this.problems = problems;
    this.line = line;
    if (node != null) {
      for (NodeTuple tuple : node.getValue()) {
        String key = tuple.getKeyNode() instanceof ScalarNode name ? name.getValue() : "";
        lines.put(key, lineOf(tuple.getKeyNode()));
        if (entries.put(key, tuple.getValueNode()) != null) {
          problems.add(lineOf(tuple.getKeyNode()), "'" + key + "' is set twice");
        }
      }
    }
  }

  /** The settings of a file; none, and a problem, when it is no mapping. */
  static Settings read(SourceText source, Problems problems) {
    if (source.text().length() > MOST_CHARACTERS) {
      problems.add(1, "it is longer than " + MOST_CHARACTERS + " characters");
      return new Settings(problems, null, 1);
    }
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(0);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setCodePointLimit(MOST_CHARACTERS);
    try {
      Node root = new Yaml(options).compose(new StringReader(source.text()));
      return root == null ? new Settings(problems, null, 1) : of(root, "the file", problems);
    } catch (MarkedYAMLException e) {
      int at = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      problems.add(at, "it is not valid YAML: " + e.getProblem());
    } catch (YAMLException e) {
      problems.add(1, "it is not valid YAML, or is nested too deeply");
    }
    return new Settings(problems, null, 1);
  }

  private static Settings of(Node node, String what, Problems problems) {
    if (node instanceof MappingNode mapping) {
      return new Settings(problems, mapping, lineOf(node));
    }
    problems.add(lineOf(node), what + " must be a mapping");
    return new Settings(problems, null, lineOf(node));
  }

  int line() {
    return line;
  }

  private static int lineOf(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  private @Nullable Node take(String name) {
    known.add(name);
    Node node = entries.remove(name);
    return node == null || node.getTag().equals(Tag.NULL) ? null : node;
  }

  @Nullable Word word(String name) {
    Node node = take(name);
    return node == null ? null : word(node, name);
  }

  @Nullable String text(String name) {
    Word word = word(name);
    return word == null ? null : word.text();
  }

  private @Nullable Word word(Node node, String name) {
    if (node instanceof ScalarNode scalar) {
      return new Word(scalar.getValue(), lineOf(node));
    }
    problems.add(lineOf(node), "'" + name + "' must be a single value");
    return null;
  }

  /** A setting that must be there. */
  Word required(String name) {
    if (!entries.containsKey(name)) {
      known.add(name);
      problems.add(line, "'" + name + "' is missing");
    }
    Word word = word(name);
    return word == null ? new Word("", line) : word;
  }

  boolean isTrue(String name) {
    Word word = word(name);
    if (word != null && !word.text().equals("true") && !word.text().equals("false")) {
      problems.add(word.line(), "'" + name + "' must be true or false");
    }
    return word != null && word.text().equals("true");
  }

  /** A whole number of 1 or more. */
  @Nullable Integer count(String name) {
    Word word = word(name);
    if (word == null) {
      return null;
    }
    if (!word.text().matches("[1-9][0-9]{0,8}")) {
      problems.add(word.line(), "'" + name + "' must be a number of 1 or more");
      return null;
    }
    return Integer.valueOf(word.text());
  }

  /** One word, or a list of them. */
  List<Word> words(String name) {
    Node node = take(name);
    List<Word> words = new ArrayList<>();
    for (Node item : node instanceof SequenceNode list ? list.getValue() : listOf(node)) {
      Word word = word(item, name);
      if (word != null) {
        words.add(word);
      }
    }
    return words;
  }

  private static List<Node> listOf(@Nullable Node node) {
    return node == null ? List.of() : List.of(node);
  }

  /** Each mapping of a list. */
  void each(String name, Consumer<Settings> reader) {
    Node node = take(name);
    if (node instanceof SequenceNode list) {
      for (Node item : list.getValue()) {
        Settings settings = of(item, "each of '" + name + "'", problems);
        reader.accept(settings);
        settings.done();
      }
    } else if (node != null) {
      problems.add(lineOf(node), "'" + name + "' must be a list");
    }
  }

  /** Each entry of a mapping of mappings. */
  void entries(String name, BiConsumer<Word, Settings> reader) {
    Settings mapping = mapping(name);
    for (String key : List.copyOf(mapping.entries.keySet())) {
      Word word = new Word(key, mapping.lines.getOrDefault(key, mapping.line));
      Settings settings = mapping.mapping(key);
      reader.accept(word, settings);
      settings.done();
    }
  }

  /** Each entry of a mapping of words. */
  Map<Word, Word> pairs(String name) {
    Settings mapping = mapping(name);
    Map<Word, Word> pairs = new LinkedHashMap<>();
    for (String key : List.copyOf(mapping.entries.keySet())) {
      Word value = mapping.word(key);
      if (value != null) {
        pairs.put(new Word(key, mapping.lines.getOrDefault(key, mapping.line)), value);
      }
    }
    return pairs;
  }

  /** Anything; null when there is nothing, or too much. */
  @Nullable JsonNode json(String name) {
    known.add(name);
    Node node = entries.remove(name);
    try {
      return node == null ? null : DocumentTree.of(node);
    } catch (YAMLException e) {
      problems.add(line, "'" + name + "': " + e.getMessage());
      return null;
    }
  }

  /** Leaves out what begins with {@code x-}. */
  void extensions() {
    entries.keySet().removeIf(name -> name.startsWith("x-"));
  }

  /** Whether it is set. */
  boolean has(String name) {
    return entries.containsKey(name);
  }

  /** The mapping of that name; an empty one when there is none. */
  Settings mapping(String name) {
    Node node = take(name);
    return node == null ? new Settings(problems, null, line) : of(node, "'" + name + "'", problems);
  }

  /** Complains of all settings that nobody asked for. */
  void done() {
    for (String name : entries.keySet()) {
      problems.add(
          lines.getOrDefault(name, line),
          "unknown setting '"
              + name
              + "'"
              + (known.isEmpty() ? "" : "; known are " + String.join(", ", known)));
    }
  }
}
