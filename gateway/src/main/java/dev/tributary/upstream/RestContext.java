package dev.tributary.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.auth.Caller;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code $context}: what the gateway itself knows of the request. {@code client}, {@code scopes}
 * and {@code claims} of the caller; for an anonymous one, {@code scopes} and {@code claims} are
 * empty.
 */
final class RestContext {
  private RestContext() {}

  /** The key that files written for the reference implementation read claims by. */
  private static final String CLAIMS_ELSEWHERE = "apollo::authentication::jwt_claims";

  static JsonNode of(Caller caller) {
    ObjectNode context = MappingValues.NODES.objectNode();
    if (caller.client() != null) {
      context.put("client", caller.client());
    }
    ArrayNode scopes = context.putArray("scopes");
    new TreeSet<>(caller.scopes()).forEach(scopes::add);
    JsonNode claims = json(caller.claims());
    context.set("claims", claims);
    context.set(CLAIMS_ELSEWHERE, claims);
    return context;
  }

  private static JsonNode json(@Nullable Object value) {
    return switch (value) {
      case null -> MappingValues.NODES.nullNode();
      case JsonNode node -> node;
      case String text -> MappingValues.NODES.textNode(text);
      case Boolean bool -> MappingValues.NODES.booleanNode(bool);
      case Integer number -> MappingValues.NODES.numberNode(number);
      case Long number -> MappingValues.NODES.numberNode(number);
      case BigInteger number -> MappingValues.number(number);
      case BigDecimal number -> MappingValues.number(number);
      case Number number -> MappingValues.NODES.numberNode(new BigDecimal(number.toString()));
      case Map<?, ?> map -> {
        ObjectNode object = MappingValues.NODES.objectNode();
        map.forEach((key, inner) -> object.set(String.valueOf(key), json(inner)));
        yield object;
      }
      case Collection<?> list -> {
        ArrayNode array = MappingValues.NODES.arrayNode(list.size());
        list.forEach(element -> array.add(json(element)));
        yield array;
      }
      default -> MappingValues.NODES.textNode(value.toString());
    };
  }
}
