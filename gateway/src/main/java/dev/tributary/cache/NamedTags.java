package dev.tributary.cache;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.plan.FetchHint;
import dev.tributary.plan.FetchHint.RootTag;
import dev.tributary.supergraph.CacheTag;
import dev.tributary.supergraph.CacheTag.Part;
import dev.tributary.supergraph.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tags of {@code @cacheTag}, with the values that a fetch has for their placeholders. Who
 * cannot tell a value cannot tell by what an answer is to be invalidated: it is not kept then.
 */
public final class NamedTags {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, @Nullable Object>> OBJECT =
      new TypeReference<>() {};

  private NamedTags() {}

  /**
   * Those of a fetch: of its root fields, by its variables, and of the entities that it asks for.
   *
   * @param request the fetch's GraphQL request as JSON
   * @param hint what the schema says of it
   * @return null when one has no value, or is too long to be named by anybody
   */
  public static @Nullable List<String> of(byte[] request, FetchHint hint) {
    if (hint.rootTags().isEmpty() && hint.entityTags().isEmpty()) {
      return List.of();
    }
    Map<String, @Nullable Object> fields;
    try {
      fields = JSON.readValue(request, OBJECT);
    } catch (IOException notOurs) {
      return null;
    }
    Map<?, ?> variables = fields.get("variables") instanceof Map<?, ?> given ? given : Map.of();
    List<String> named = new ArrayList<>();
    for (RootTag tag : hint.rootTags()) {
      if (!add(tag.tag(), tag.arguments(), Map.of(), variables, named)) {
        return null;
      }
    }
    if (!hint.entityTags().isEmpty()) {
      for (Object variable : variables.values()) {
        if (variable instanceof List<?> representations
            && !add(representations, hint.entityTags(), named)) {
          return null;
        }
      }
    }
    return named;
  }

  private static boolean add(
      List<?> representations, Map<String, List<CacheTag>> tags, List<String> to) {
    for (Object one : representations) {
      if (one instanceof Map<?, ?> representation
          && representation.get("__typename") instanceof String type) {
        List<String> own = ofEntity(tags.getOrDefault(type, List.of()), representation);
        if (own == null) {
          return false;
        }
        to.addAll(own);
      }
    }
    return true;
  }

  /**
   * Those of one entity.
   *
   * @param representation that it is asked for by
   * @return null when one has no value, or is too long to be named by anybody
   */
  public static @Nullable List<String> ofEntity(List<CacheTag> tags, Map<?, ?> representation) {
    List<String> named = new ArrayList<>(tags.size());
    for (CacheTag tag : tags) {
      if (!add(tag, Map.of(), representation, Map.of(), named)) {
        return null;
      }
    }
    return named;
  }

  private static boolean add(
      CacheTag tag,
      Map<String, Value> arguments,
      Map<?, ?> key,
      Map<?, ?> variables,
      List<String> to) {
    StringBuilder text = new StringBuilder();
    for (Part part : tag.parts()) {
      String one =
          switch (part) {
            case Part.Text(String literal) -> literal;
            case Part.Argument(List<String> path) -> at(arguments, path, variables);
            case Part.Key(List<String> path) -> at(key, path, variables);
          };
      if (one == null || text.length() + one.length() > CacheTags.MOST_CHARACTERS) {
        return false;
      }
      text.append(one);
    }
    to.add(CacheTags.named(text.toString()));
    return true;
  }

  /** The scalar at a path below JSON or GraphQL values; null when there is none. */
  private static @Nullable String at(
      @Nullable Object value, List<String> path, Map<?, ?> variables) {
    return switch (value) {
      case Value.Variable(String name) -> at(variables.get(name), path, variables);
      case Value.ObjectValue(var fields) -> at(fields, path, variables);
      case Map<?, ?> fields when !path.isEmpty() ->
          at(fields.get(path.getFirst()), path.subList(1, path.size()), variables);
      case null -> null;
      case Object leaf when !path.isEmpty() -> null;
      case Value.StringValue(String text) -> text;
      case Value.IntValue number -> number.toString();
      case Value.FloatValue number -> number.toString();
      case Value.BooleanValue truth -> truth.toString();
      case Value.EnumValue(String name) -> name;
      case String text -> text;
      case Number number -> number.toString();
      case Boolean truth -> truth.toString();
      default -> null;
    };
  }
}
