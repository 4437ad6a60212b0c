package dev.tributary.execute;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tributary.access.Cut;
import dev.tributary.auth.Caller;
import dev.tributary.execute.Authorization.Mode;
import dev.tributary.execute.Authorization.Telling;
import dev.tributary.execute.GraphQlAnswer.Outcome;
import dev.tributary.execute.PreparedOperation.Ready;
import dev.tributary.json.JsonWriter;
import dev.tributary.policy.PolicyRequest;
import dev.tributary.telemetry.RequestRecord;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what a caller meets, and answers what the caller may see nothing of. Used on the event
 * loop of the request.
 */
final class AccessGate {

  static final String CODE = "UNAUTHORIZED_FIELD_OR_TYPE";
  static final String MESSAGE = "Unauthorized field or type";
  static final String EXTENSION = "authorizationErrors";

  private static final Logger LOG = LoggerFactory.getLogger(AccessGate.class);

  /** For one request: whoever reads the log must not be drowned by one caller. */
  private static final int MOST_LINES = 100;

  private final EngineOptions options;

  AccessGate(EngineOptions options) {
    this.options = options;
  }

  /**
   * The numbers of the atoms that are met.
   *
   * @param variables coerced
   */
  Future<BitSet> met(Guarded guarded, Map<String, @Nullable Object> variables, RequestScope scope) {
    PolicyRequest request =
        new PolicyRequest(
            scope.caller(), scope.headers(), guarded.access().operation().name(), variables);
    return scope
        .here(options.authorization().policies().granted(guarded.policies(), request))
        .recover(
            failure -> {
              LOG.error("Policies could not be decided: none hold", failure);
              return Future.succeededFuture(Set.of());
            })
        .map(granted -> guarded.met(scope.caller(), granted));
  }

  /** Notes what was refused; the answer when that is all there is to it, else null. */
  @Nullable GraphQlAnswer refused(Ready ready, List<Withheld.Place> refused, RequestScope scope) {
    if (refused.isEmpty()) {
      return null;
    }
    Caller caller = scope.caller();
    log(refused, caller, scope.record());
    if (options.authorization().mode() == Mode.REJECT) {
      return caller.isAuthenticated()
          ? ErrorAnswers.of(
              Outcome.FORBIDDEN, CODE, "The caller may not see all that the operation asks for.")
          : ErrorAnswers.of(
              Outcome.UNAUTHENTICATED,
              CODE,
              "The operation asks for what anonymous callers may not see.");
    }
    return ready.withheld().everything() ? nothing(refused, scope) : null;
  }

  private GraphQlAnswer nothing(List<Withheld.Place> refused, RequestScope scope) {
    JsonWriter out = new JsonWriter(256);
    ResponseErrors errors = new ResponseErrors(options.maxErrors());
    addTo(errors, refused);
    out.write("{\"data\":null".getBytes(US_ASCII));
    switch (options.authorization().telling()) {
      case ERRORS -> {
        out.write(",\"errors\":".getBytes(US_ASCII));
        errors.write(out);
      }
      case EXTENSIONS -> extend(scope, errors);
      case NOWHERE -> {}
    }
    out.write('}');
    errors.tell(scope.record());
    scope.record().projected();
    return new GraphQlAnswer(Outcome.EXECUTED, Buffer.buffer(out.toByteArray()));
  }

  /** Where a run tells of what is withheld, when not among the answer's errors. */
  static @Nullable ResponseErrors apart(EngineOptions options) {
    return options.authorization().telling() == Telling.ERRORS
        ? null
        : new ResponseErrors(options.maxErrors());
  }

  static void addTo(ResponseErrors errors, List<Withheld.Place> refused) {
    if (refused.isEmpty()) {
      return;
    }
    ResponsePath path = new ResponsePath();
    for (Withheld.Place place : refused) {
      place.path().forEach(path::push);
      errors.add(MESSAGE, CODE, null, path);
      place.path().forEach(key -> path.pop());
    }
  }

  /** Adds what was told apart to the answer's extensions, if that is where it goes. */
  static void finish(ResponseErrors told, RequestScope scope, EngineOptions options) {
    if (options.authorization().telling() == Telling.EXTENSIONS && !told.isEmpty()) {
      extend(scope, told);
    }
  }

  private static void extend(RequestScope scope, ResponseErrors errors) {
    JsonWriter out = new JsonWriter(256);
    errors.write(out);
    scope.extensions().put(EXTENSION, Buffer.buffer(out.toByteArray()));
  }

  /** A line for each coordinate: the same under a thousand aliases is one refusal. */
  private static void log(List<Withheld.Place> refused, Caller caller, RequestRecord record) {
    Set<String> told = new HashSet<>();
    for (Withheld.Place place : refused) {
      Cut cut = place.cut();
      if (told.size() < MOST_LINES && told.add(cut.coordinate())) {
        record.authorizationRefused(
            caller.client(), cut.coordinate(), String.join(", ", cut.unmet()), CODE);
      }
    }
  }
}
