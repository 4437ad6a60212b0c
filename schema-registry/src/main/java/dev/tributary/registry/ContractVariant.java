package dev.tributary.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.compose.TagFilter;
import dev.tributary.compose.TagFilter.Unreachable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A variant whose supergraph is a part of another's: nothing is published to it, it follows.
 *
 * @param graph the variant itself
 * @param source the one that it shows a part of
 */
public record ContractVariant(GraphId graph, GraphId source, TagFilter filter) {

  /** The filter as the store keeps it, and as the API has it beside {@code source}. */
  static ObjectNode json(TagFilter filter) {
    ObjectNode json = RegistryJson.object();
    json.set("include", tags(filter.include()));
    json.set("exclude", tags(filter.exclude()));
    return json.put("hideUnreachable", filter.unreachable() == Unreachable.HIDDEN);
  }

  private static JsonNode tags(Set<String> tags) {
    return RegistryJson.array(tags.stream().sorted().toList(), JsonNodeFactory.instance::textNode);
  }

  static TagFilter filter(JsonNode json) {
    return new TagFilter(
        set(json, "include"),
        set(json, "exclude"),
        json.path("hideUnreachable").asBoolean() ? Unreachable.HIDDEN : Unreachable.SHOWN);
  }

  private static Set<String> set(JsonNode json, String member) {
    return new HashSet<>(RegistryJson.list(json, member, JsonNode::asText));
  }

  ObjectNode json() {
    ObjectNode json =
        RegistryJson.object().put("graph", graph.toString()).put("source", source.toString());
    json.setAll(json(filter));
    return json;
  }

  /** What {@link #json()} wrote. */
  static ContractVariant read(JsonNode json) {
    return new ContractVariant(
        GraphId.parse(json.path("graph").asText()).orElseThrow(),
        GraphId.parse(json.path("source").asText()).orElseThrow(),
        filter(json));
  }

  /** One line for people. */
  public String text() {
    return "%s shows of %s: include %s, exclude %s%s"
        .formatted(
            graph,
            source,
            words(filter.include()),
            words(filter.exclude()),
            filter.unreachable() == Unreachable.HIDDEN ? ", hide what is unreachable" : "");
  }

  private static String words(Set<String> tags) {
    List<String> sorted = tags.stream().sorted().toList();
    return sorted.isEmpty() ? "-" : String.join(" ", sorted);
  }
}
