package dev.tributary.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.cache.CacheStore;
import dev.tributary.cache.CacheTags;
import dev.tributary.supergraph.Supergraph;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets operators say what is not true any more: {@code POST /cache/invalidate} with a JSON list of
 * {@code {"type"}}, {@code {"type", "key"}}, {@code {"tag"}} and {@code {"service"}}. Errors are
 * problems (RFC 9457), all of them at once.
 */
public final class CacheInvalidation {

  private static final Logger AUDIT = LoggerFactory.getLogger("dev.tributary.audit");
  private static final ObjectMapper JSON = new ObjectMapper();

  static final int MOST_BYTES = 256 * 1024;
  private static final int MOST_ENTRIES = 1_000;
  private static final int LOGGED = 20;

  private final CacheStore store;
  private final Supplier<@Nullable Supergraph> supergraph;

  /**
   * @param supergraph that is served, null when there is none
   */
  public CacheInvalidation(CacheStore store, Supplier<@Nullable Supergraph> supergraph) {
    this.store = store;
    this.supergraph = supergraph;
  }

  /** The caller's token has been checked. */
  void handle(RoutingContext routing, Buffer body) {
    List<String> problems = new ArrayList<>();
    Set<String> tags = new TreeSet<>();
    List<String> told = new ArrayList<>();
    read(body, tags, told, problems);
    if (!problems.isEmpty()) {
      problem(routing, 400, "INVALID_INVALIDATION", "Nothing was invalidated.", problems);
      return;
    }
    AUDIT
        .atInfo()
        .addKeyValue("event", "cache_invalidated")
        .addKeyValue("remote", routing.request().remoteAddress().hostAddress())
        .addKeyValue("entries", told.size())
        .addKeyValue("what", told.subList(0, Math.min(LOGGED, told.size())))
        .log("Answers were invalidated");
    store
        .invalidate(tags)
        .onSuccess(
            done ->
                routing
                    .response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end(new JsonObject().put("invalidated", told.size()).toBuffer()))
        .onFailure(
            unreached ->
                problem(
                    routing,
                    503,
                    "INVALIDATION_NOT_SHARED",
                    "It holds at this gateway. Redis did not take it, so that other gateways may"
                        + " not learn of it, or late: send it again.",
                    List.of()));
  }

  /** Nobody has read the body: it is too large. */
  void tooLarge(RoutingContext routing) {
    problem(
        routing,
        413,
        "INVALIDATION_TOO_LARGE",
        "Nothing was invalidated: the body is larger than " + MOST_BYTES + " bytes. Send several.",
        List.of());
  }

  private void read(Buffer body, Set<String> tags, List<String> told, List<String> problems) {
    JsonNode entries;
    try {
      entries = JSON.readTree(body.getBytes());
    } catch (IOException e) {
      problems.add("The body is not JSON.");
      return;
    }
    if (entries == null || !entries.isArray() || entries.isEmpty()) {
      problems.add("The body must be a list of what is to be invalidated.");
      return;
    }
    if (entries.size() > MOST_ENTRIES) {
      problems.add("The list has more than " + MOST_ENTRIES + " entries: send several.");
      return;
    }
    for (int i = 0; i < entries.size(); i++) {
      String wrong = add(entries.get(i), tags);
      if (wrong == null) {
        told.add(entries.get(i).toString());
      } else {
        problems.add("[" + i + "]: " + wrong);
      }
    }
  }

  /** Null, or what is wrong. */
  private @Nullable String add(JsonNode entry, Set<String> tags) {
    Set<String> names = new TreeSet<>();
    entry.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      JsonNode value = entry.get(name);
      boolean isText =
          value.isTextual()
              && !value.textValue().isEmpty()
              && value.textValue().length() <= CacheTags.MOST_CHARACTERS;
      if (!name.equals("key") && !isText) {
        return "\""
            + name
            + "\" must be a text of 1 to "
            + CacheTags.MOST_CHARACTERS
            + " characters.";
      }
    }
    if (names.equals(Set.of("tag"))) {
      tags.add(CacheTags.named(entry.get("tag").textValue()));
    } else if (names.equals(Set.of("service"))) {
      tags.add(CacheTags.service(entry.get("service").textValue()));
    } else if (names.equals(Set.of("type"))) {
      alike(entry.get("type").textValue()).forEach(type -> tags.add(CacheTags.type(type)));
    } else if (names.equals(Set.of("type", "key"))) {
      JsonNode key = entry.get("key");
      if (!key.isObject() || key.isEmpty()) {
        return "\"key\" must be an object of the key's fields.";
      }
      Map<?, ?> fields = JSON.convertValue(key, Map.class);
      Map<String, Object> named = new TreeMap<>();
      fields.forEach((name, value) -> named.put(String.valueOf(name), value));
      for (String type : alike(entry.get("type").textValue())) {
        tags.add(CacheTags.entity(type, named));
        tags.add(CacheTags.within(type));
      }
    } else {
      return "must have \"type\", \"type\" and \"key\", \"tag\" or \"service\", and nothing else.";
    }
    return null;
  }

  /** A type, and all under whose name its objects may have been asked for, or theirs for it. */
  private Set<String> alike(String type) {
    Set<String> alike = new TreeSet<>(Set.of(type));
    Supergraph graph = supergraph.get();
    if (graph == null) {
      return alike;
    }
    Set<String> objects = graph.possibleTypes().getOrDefault(type, Set.of());
    graph
        .possibleTypes()
        .forEach(
            (other, possible) -> {
              if (!Collections.disjoint(possible, objects)) {
                alike.add(other);
              }
            });
    return alike;
  }

  private static void problem(
      RoutingContext routing, int status, String code, String detail, List<String> problems) {
    JsonObject problem =
        new JsonObject()
            .put("type", "about:blank")
            .put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
            .put("status", status)
            .put("code", code)
            .put("detail", detail);
    if (!problems.isEmpty()) {
      problem.put("problems", new JsonArray(problems));
    }
    routing
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(problem.toBuffer());
  }
}
