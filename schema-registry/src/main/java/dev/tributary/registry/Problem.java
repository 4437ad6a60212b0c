package dev.tributary.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Optional;

/**
 * An error answer of the API, as RFC 9457 has it. The type is left out, which says {@code
 * about:blank}: what a client may act on is the member {@code code}.
 *
 * @param status of the HTTP response
 * @param code stable
 * @param detail what is wrong and what would mend it
 * @param more members besides the standard's and {@code code}
 */
record Problem(int status, String code, String detail, ObjectNode more) {

  static final String MEDIA_TYPE = "application/problem+json";

  Problem(int status, String code, String detail) {
    this(status, code, detail, RegistryJson.object());
  }

  static Problem composition(PublishResult.Refused refused) {
    int count = refused.errors().size();
    ObjectNode more = RegistryJson.object();
    more.set("errors", RegistryJson.array(refused.errors(), RegistryJson::error));
    more.set("hints", RegistryJson.array(refused.hints(), RegistryJson::hint));
    return new Problem(
        422,
        Codes.COMPOSITION_FAILED,
        "The subgraphs do not compose: %d %s. Nothing was changed."
            .formatted(count, count == 1 ? "error" : "errors"),
        more);
  }

  static Problem stale(PublishResult.Stale stale) {
    return new Problem(
        409,
        Codes.STALE_BASE_VERSION,
        "The change was made against version %d, and the graph has version %d now. Nothing was changed."
            .formatted(stale.base(), stale.current()),
        RegistryJson.object().put("base", stale.base()).put("current", stale.current()));
  }

  /** One problem gives the answer its code; of several, each has its own in {@code errors}. */
  static Problem invalid(List<ChangeProblem> problems) {
    ArrayNode errors = RegistryJson.array(problems, RegistryJson::problem);
    ObjectNode more = RegistryJson.object();
    more.set("errors", errors);
    if (problems.size() > 1) {
      return new Problem(
          400,
          Codes.INVALID_CHANGE,
          "There are %d problems with the change.".formatted(problems.size()),
          more);
    }
    ChangeProblem only = problems.getFirst();
    return new Problem(status(only.code()), only.code().name(), only.message(), more);
  }

  /** Everything that is wrong with settings, each in {@code errors}. */
  static Problem settings(String code, String what, List<SettingProblem> problems) {
    ObjectNode more = RegistryJson.object();
    more.set(
        "errors",
        RegistryJson.array(
            problems,
            one -> RegistryJson.object().put("path", one.path()).put("message", one.message())));
    SettingProblem first = problems.getFirst();
    return new Problem(
        400,
        code,
        problems.size() == 1
            ? "%s: %s %s.".formatted(what, first.path(), first.message())
            : "%s: %d things are wrong.".formatted(what, problems.size()),
        more);
  }

  private static int status(ChangeProblem.Code code) {
    return switch (code) {
      case UNKNOWN_SUBGRAPH, UNKNOWN_VERSION -> 404;
      case LAST_SUBGRAPH, CONTRACT_VARIANT -> 409;
      case SDL_TOO_LARGE -> 413;
      case OPENAPI_NOT_IMPORTABLE -> 422;
      case EMPTY_CHANGE,
          TOO_MANY_SUBGRAPHS,
          DUPLICATE_SUBGRAPH,
          INVALID_SUBGRAPH_NAME,
          INVALID_URL,
          SDL_EMPTY,
          INVALID_TEXT,
          MESSAGE_TOO_LONG ->
          400;
    };
  }

  ObjectNode json() {
    ObjectNode json =
        RegistryJson.object()
            .put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
            .put("status", status)
            .put("code", code)
            .put("detail", detail);
    return json.setAll(more);
  }

  /** The publish result that a problem tells of; empty when it tells of something else. */
  static Optional<PublishResult> publishResult(JsonNode json) {
    return switch (json.path("code").asText()) {
      case Codes.COMPOSITION_FAILED ->
          Optional.of(
              new PublishResult.Refused(
                  RegistryJson.list(json, "errors", RegistryJson::error),
                  RegistryJson.list(json, "hints", RegistryJson::hint)));
      case Codes.STALE_BASE_VERSION ->
          Optional.of(
              new PublishResult.Stale(json.path("base").asLong(), json.path("current").asLong()));
      case Codes.INVALID_CHANGE ->
          Optional.of(
              new PublishResult.Invalid(RegistryJson.list(json, "errors", RegistryJson::problem)));
      case String code when isChangeProblem(code) ->
          Optional.of(
              new PublishResult.Invalid(RegistryJson.list(json, "errors", RegistryJson::problem)));
      case String other -> Optional.empty();
    };
  }

  private static boolean isChangeProblem(String code) {
    for (ChangeProblem.Code known : ChangeProblem.Code.values()) {
      if (known.name().equals(code)) {
        return true;
      }
    }
    return false;
  }

  /** The codes beside those of {@link ChangeProblem}. */
  static final class Codes {
    static final String COMPOSITION_FAILED = "COMPOSITION_FAILED";
    static final String STALE_BASE_VERSION = "STALE_BASE_VERSION";
    static final String INVALID_CHANGE = "INVALID_CHANGE";
    static final String INVALID_BODY = "INVALID_BODY";
    static final String INVALID_PARAMETER = "INVALID_PARAMETER";
    static final String INVALID_GRAPH_NAME = "INVALID_GRAPH_NAME";
    static final String BODY_TOO_LARGE = "BODY_TOO_LARGE";
    static final String UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE";
    static final String NO_SUPERGRAPH = "NO_SUPERGRAPH";
    static final String UNKNOWN_CONTRACT = "UNKNOWN_CONTRACT";
    static final String UNKNOWN_OPERATION = "UNKNOWN_OPERATION";
    static final String UNKNOWN_TOKEN = "UNKNOWN_TOKEN";
    static final String INVALID_KEY = "INVALID_KEY";
    static final String KEY_EXISTS = "KEY_EXISTS";
    static final String TOO_MANY_KEYS = "TOO_MANY_KEYS";
    static final String UNKNOWN_KEY = "UNKNOWN_KEY";
    static final String INVALID_QUOTAS = "INVALID_QUOTAS";
    static final String STALE_QUOTAS = "STALE_QUOTAS";
    static final String INVALID_DOCUMENTS = "INVALID_DOCUMENTS";
    static final String UNKNOWN_DOCUMENT = "UNKNOWN_DOCUMENT";
    static final String INVALID_OPERATION = "INVALID_OPERATION";
    static final String TOO_MANY_ALERTS = "TOO_MANY_ALERTS";
    static final String UNKNOWN_ALERT = "UNKNOWN_ALERT";
    static final String PRECONDITION_REQUIRED = "PRECONDITION_REQUIRED";
    static final String UNAUTHENTICATED = "UNAUTHENTICATED";
    static final String FORBIDDEN = "FORBIDDEN";
    static final String NOT_FOUND = "NOT_FOUND";
    static final String METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED";
    static final String BAD_REQUEST = "BAD_REQUEST";
    static final String BUSY = "BUSY";
    static final String STORE_UNAVAILABLE = "STORE_UNAVAILABLE";
    static final String INTERNAL_ERROR = "INTERNAL_ERROR";

    private Codes() {}
  }
}
