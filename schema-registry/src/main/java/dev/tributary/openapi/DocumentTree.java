package dev.tributary.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
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

/**
 * JSON or YAML as a tree. It is bounded, for a few lines of YAML may stand for billions of values.
 */
final class DocumentTree {

  private static final int MOST_NODES = 3_000_000;
  private static final int DEEPEST = 400;
  private static final int MOST_BRACED = 100_000;
  private static final int MOST_ALIASES = 20;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build();

  private int nodes;

  private DocumentTree() {}

  /**
   * Reads a document.
   *
   * @throws UnreadableDocumentException when it is neither JSON nor YAML, or too large
   */
  static JsonNode read(String document) throws UnreadableDocumentException {
    if (document.length() > OpenApiImport.MOST_CHARACTERS) {
      throw new UnreadableDocumentException(
          "it is longer than " + OpenApiImport.MOST_CHARACTERS + " characters");
    }
    if (!document.strip().startsWith("{")) {
      return yaml(document);
    }
    try {
      return json(document);
    } catch (UnreadableDocumentException notJson) {
      // Braces are YAML too; what is large is not read a second time, which takes much longer.
      if (document.length() > MOST_BRACED) {
        throw notJson;
      }
      try {
        return yaml(document);
      } catch (UnreadableDocumentException neither) {
        throw notJson;
      }
    }
  }

  private static JsonNode json(String document) throws UnreadableDocumentException {
    try (var parser = JSON.createParser(document)) {
      while (parser.nextToken() != null) {
        if (parser.getParsingContext().getNestingDepth() > DEEPEST) {
          throw new UnreadableDocumentException("it is nested too deeply");
        }
      }
      return JSON.readTree(document);
    } catch (JsonProcessingException e) {
      throw new UnreadableDocumentException(
          "it is not an OpenAPI document: its JSON is not valid"
              + (e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr()));
    } catch (java.io.IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static JsonNode yaml(String document) throws UnreadableDocumentException {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(MOST_ALIASES);
    options.setNestingDepthLimit(DEEPEST);
    options.setCodePointLimit(OpenApiImport.MOST_CHARACTERS);
    try {
      Node root = new Yaml(options).compose(new StringReader(document));
      return root == null ? JsonNodeFactory.instance.missingNode() : of(root);
    } catch (MarkedYAMLException e) {
      throw new UnreadableDocumentException(
          "it is not an OpenAPI document: its YAML is not valid"
              + (e.getProblemMark() == null
                  ? ""
                  : ", line " + (e.getProblemMark().getLine() + 1) + ": " + e.getProblem()));
    } catch (YAMLException e) {
      throw new UnreadableDocumentException(
          "it is not an OpenAPI document: its YAML is not valid, is nested too deeply or has more"
              + " than "
              + MOST_ALIASES
              + " aliases");
    }
  }

  /**
   * What stands in a part of a file.
   *
   * @throws YAMLException when there is too much of it
   */
  static JsonNode of(Node node) {
    return new DocumentTree().tree(node, 0);
  }

  private JsonNode tree(Node node, int depth) {
    if (++nodes > MOST_NODES || depth > DEEPEST) {
      throw new YAMLException("it is too large, or nested too deeply");
    }
    JsonNodeFactory json = JsonNodeFactory.instance;
    return switch (node) {
      case MappingNode mapping -> {
        ObjectNode object = json.objectNode();
        for (NodeTuple tuple : mapping.getValue()) {
          String key = tuple.getKeyNode() instanceof ScalarNode name ? name.getValue() : "";
          JsonNode value = tree(tuple.getValueNode(), depth + 1);
          if (tuple.getKeyNode().getTag().equals(Tag.MERGE) && value instanceof ObjectNode other) {
            other.properties().forEach(e -> object.putIfAbsent(e.getKey(), e.getValue()));
          } else {
            object.set(key, value);
          }
        }
        yield object;
      }
      case SequenceNode list -> {
        ArrayNode array = json.arrayNode();
        list.getValue().forEach(item -> array.add(tree(item, depth + 1)));
        yield array;
      }
      case ScalarNode scalar -> scalar(scalar);
      default -> throw new YAMLException("it has an alias of something unknown");
    };
  }

  /** Words of YAML 1.1 that JSON does not have, such as yes and dates, are text. */
  private static JsonNode scalar(ScalarNode node) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    String text = node.getValue();
    Tag tag = node.getTag();
    if (tag.equals(Tag.NULL)) {
      return json.nullNode();
    }
    if (tag.equals(Tag.BOOL) && text.matches("(?i)true|false")) {
      return json.booleanNode(Boolean.parseBoolean(text));
    }
    if (tag.equals(Tag.INT) && text.matches("[-+]?(0|[1-9][0-9]{0,100})")) {
      BigInteger value = new BigInteger(text);
      return value.bitLength() < Integer.SIZE
          ? json.numberNode(value.intValue())
          : value.bitLength() < Long.SIZE
              ? json.numberNode(value.longValue())
              : json.numberNode(value);
    }
    if (tag.equals(Tag.FLOAT)
        && text.matches("[-+]?[0-9]{1,100}(\\.[0-9]{0,100})?([eE][-+]?[0-9]{1,3})?")) {
      return json.numberNode(new BigDecimal(text));
    }
    return json.textNode(text);
  }
}
