package dev.tributary.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.registry.Problem.Codes;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a change from a request's body and query parameters. */
final class ChangeSetReader {

  private static final String JSON = "application/json";
  private static final Set<String> SDL_MEDIA = Set.of("", "text/plain", "application/graphql");

  private static final Set<String> OPENAPI_MEDIA =
      Set.of(
          "application/openapi+json",
          "application/openapi+yaml",
          "application/vnd.oai.openapi+json",
          "application/vnd.oai.openapi",
          "application/yaml");

  private static final String BASE = "base";
  private static final String MESSAGE = "message";
  private static final String MAPPING = "mapping";
  private static final String NAME = "name";
  private static final String OPENAPI = "openapi";
  private static final String OVERLAYS = "overlays";
  private static final String RETIRE = "retire";
  private static final String SDL = "sdl";
  private static final String SUBGRAPHS = "subgraphs";
  private static final String URL = "url";
  private static final String VERSION = "version";

  private static final Set<String> WITHOUT_OPENAPI = Set.of(NAME, URL, SDL, BASE, MESSAGE);

  private ChangeSetReader() {}

  /** One subgraph: a JSON object, or the SDL itself with the rest in query parameters. */
  static ChangeSet subgraph(
      String name, @Nullable String contentType, MultiMap parameters, Buffer body)
      throws UnreadableRequestException {
    String media = mediaType(contentType);
    if (media.equals(JSON)) {
      Parameters.of(parameters, Set.of());
      JsonNode json = object(body);
      members(json, Set.of(URL, SDL, OPENAPI, MAPPING, OVERLAYS, BASE, MESSAGE), "The body");
      return new ChangeSet(
          List.of(proposed(name, json, "The body")), List.of(), base(json), message(json));
    }
    if (OPENAPI_MEDIA.contains(media)) {
      Parameters query = Parameters.of(parameters, Set.of(URL, BASE, MESSAGE));
      return new ChangeSet(
          List.of(
              ProposedSubgraph.of(
                  name,
                  query.text(URL),
                  new RestDocument(text(body), Optional.empty(), List.of()))),
          List.of(),
          query.number(BASE),
          query.text(MESSAGE).orElse(""));
    }
    if (!SDL_MEDIA.contains(media)) {
      throw new UnreadableRequestException(
          new Problem(
              415,
              Codes.UNSUPPORTED_MEDIA_TYPE,
              "Send the SDL as text/plain or application/graphql, an OpenAPI document as"
                  + " application/openapi+json or application/openapi+yaml, or an object with 'url'"
                  + " and 'sdl' or 'openapi' as application/json."));
    }
    Parameters query = Parameters.of(parameters, Set.of(URL, BASE, MESSAGE));
    return new ChangeSet(
        List.of(new ProposedSubgraph(name, query.text(URL), text(body))),
        List.of(),
        query.number(BASE),
        query.text(MESSAGE).orElse(""));
  }

  /** Several subgraphs: a JSON object. */
  static ChangeSet changeSet(@Nullable String contentType, MultiMap parameters, Buffer body)
      throws UnreadableRequestException {
    Parameters.of(parameters, Set.of());
    JsonNode json = jsonObject(contentType, body);
    members(json, Set.of(SUBGRAPHS, RETIRE, BASE, MESSAGE), "The body");
    List<ProposedSubgraph> publish = new ArrayList<>();
    for (JsonNode item : items(json, SUBGRAPHS)) {
      String where = "'subgraphs'[%d]".formatted(publish.size());
      if (!item.isObject()) {
        throw invalidBody(where + " must be an object.");
      }
      members(item, Set.of(NAME, URL, SDL, OPENAPI, MAPPING, OVERLAYS), where);
      publish.add(proposed(required(item, NAME, where), item, where));
    }
    List<String> retire = new ArrayList<>();
    for (JsonNode item : items(json, RETIRE)) {
      if (!item.isTextual()) {
        throw invalidBody("'retire'[%d] must be a string.".formatted(retire.size()));
      }
      retire.add(item.textValue());
    }
    return new ChangeSet(publish, retire, base(json), message(json));
  }

  static ChangeSet retirement(String name, MultiMap parameters) throws UnreadableRequestException {
    Parameters query = Parameters.of(parameters, Set.of(BASE, MESSAGE));
    return new ChangeSet(
        List.of(), List.of(name), query.number(BASE), query.text(MESSAGE).orElse(""));
  }

  /** Going back to an earlier version. */
  record RollBack(long version, OptionalLong base, String message) {}

  static RollBack rollBack(@Nullable String contentType, Buffer body)
      throws UnreadableRequestException {
    JsonNode json = jsonObject(contentType, body);
    members(json, Set.of(VERSION, BASE, MESSAGE), "The body");
    return new RollBack(
        number(json, VERSION).orElseThrow(() -> invalidBody("The body has no 'version'.")),
        number(json, BASE),
        message(json));
  }

  /** A JSON object, sent as such. */
  static JsonNode jsonObject(@Nullable String contentType, Buffer body)
      throws UnreadableRequestException {
    if (!mediaType(contentType).equals(JSON)) {
      throw new UnreadableRequestException(
          new Problem(
              415, Codes.UNSUPPORTED_MEDIA_TYPE, "Send a JSON object as application/json."));
    }
    return object(body);
  }

  // The body.

  private static String mediaType(@Nullable String contentType) {
    if (contentType == null) {
      return "";
    }
    int parameters = contentType.indexOf(';');
    String media = parameters < 0 ? contentType : contentType.substring(0, parameters);
    return media.strip().toLowerCase(Locale.ROOT);
  }

  private static String text(Buffer body) throws UnreadableRequestException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(body.getBytes()))
          .toString();
    } catch (CharacterCodingException e) {
      throw invalidBody("The body is not text in UTF-8.");
    }
  }

  private static JsonNode object(Buffer body) throws UnreadableRequestException {
    JsonNode json;
    try {
      json = RegistryJson.parse(text(body));
    } catch (JsonProcessingException e) {
      // Some of Jackson's limits are found out by layers that do not know where they are.
      throw invalidBody(
          e.getLocation() == null
              ? "The body is not JSON that can be read: it is nested too deeply."
              : "The body is not JSON: line %d, column %d."
                  .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
    }
    if (!json.isObject()) {
      throw invalidBody("The body must be a JSON object.");
    }
    return json;
  }

  static void members(JsonNode object, Set<String> known, String where)
      throws UnreadableRequestException {
    for (var member : object.properties()) {
      if (!known.contains(member.getKey())) {
        throw invalidBody(
            "%s has a member that is none of %s."
                .formatted(where, known.stream().sorted().toList()));
      }
    }
  }

  private static ProposedSubgraph proposed(String name, JsonNode json, String where)
      throws UnreadableRequestException {
    Optional<String> openApi = optional(json, OPENAPI);
    if (openApi.isEmpty()) {
      members(json, WITHOUT_OPENAPI, where + ", which has no 'openapi',");
      return new ProposedSubgraph(name, optional(json, URL), required(json, SDL, where));
    }
    if (json.has(SDL)) {
      throw invalidBody("%s has both 'sdl' and 'openapi'.".formatted(where));
    }
    List<String> overlays = new ArrayList<>();
    for (JsonNode overlay : items(json, OVERLAYS)) {
      if (!overlay.isTextual()) {
        throw invalidBody("'overlays'[%d] must be a string.".formatted(overlays.size()));
      }
      overlays.add(overlay.textValue());
    }
    return ProposedSubgraph.of(
        name,
        optional(json, URL),
        new RestDocument(openApi.get(), optional(json, MAPPING), overlays));
  }

  static String required(JsonNode json, String member, String where)
      throws UnreadableRequestException {
    return optional(json, member)
        .orElseThrow(() -> invalidBody("%s has no '%s'.".formatted(where, member)));
  }

  private static Optional<String> optional(JsonNode json, String member)
      throws UnreadableRequestException {
    JsonNode value = json.path(member);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw invalidBody("'%s' must be a string.".formatted(member));
    }
    return Optional.of(value.textValue());
  }

  private static Iterable<JsonNode> items(JsonNode json, String member)
      throws UnreadableRequestException {
    JsonNode value = json.path(member);
    if (!value.isMissingNode() && !value.isArray()) {
      throw invalidBody("'%s' must be a list.".formatted(member));
    }
    return value;
  }

  private static OptionalLong base(JsonNode json) throws UnreadableRequestException {
    return number(json, BASE);
  }

  private static OptionalLong number(JsonNode json, String member)
      throws UnreadableRequestException {
    JsonNode value = json.path(member);
    if (value.isMissingNode()) {
      return OptionalLong.empty();
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw invalidBody("'%s' must be the number of a version.".formatted(member));
    }
    return OptionalLong.of(value.longValue());
  }

  private static String message(JsonNode json) throws UnreadableRequestException {
    return optional(json, MESSAGE).orElse("");
  }

  private static UnreadableRequestException invalidBody(String detail) {
    return new UnreadableRequestException(new Problem(400, Codes.INVALID_BODY, detail));
  }
}
