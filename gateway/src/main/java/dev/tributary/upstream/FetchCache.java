package dev.tributary.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tributary.auth.Caller;
import dev.tributary.cache.CacheKey;
import dev.tributary.cache.CacheStore;
import dev.tributary.upstream.FetchCacheOptions.Sharing;
import dev.tributary.upstream.Propagation.AnswerRule;
import dev.tributary.upstream.Propagation.Merge;
import io.vertx.core.json.EncodeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what GraphQL services answer, entity by entity where it can. Safe to share between event
 * loops.
 *
 * <p>Who may be given what: an answer is kept under all that the service was sent, but for what is
 * the same for everybody (the gateway's own credentials) or has no meaning for answers (trace
 * context, signatures). Whoever gets it would have been sent the same, since the service could not
 * have told the two requests apart. An answer that the service calls {@code private} is kept under
 * the caller's identity as well, and not at all for anonymous callers. Only where the operator
 * wants it, and the service calls its answer public, does what was sent for the caller's sake not
 * count.
 *
 * <p>What was fetched with anything of a caller never leaves the process.
 */
public final class FetchCache {

  private static final ObjectMapper JSON =
      new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

  /** Claims that differ from token to token of the same caller. */
  private static final Set<String> OF_A_TOKEN = Set.of("exp", "iat", "nbf", "jti", "auth_time");

  private static final int MOST_REMEMBERED = 10_000;

  private final CacheStore store;
  private final Function<String, @Nullable FetchCacheOptions> services;

  /** Operations whose answers were kept the last time: only for these is it worth while to wait. */
  private final Cache<CacheKey, Boolean> kept =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();

  /**
   * @param services how each service's answers are kept, by its name; null for not at all
   */
  public FetchCache(CacheStore store, Function<String, @Nullable FetchCacheOptions> services) {
    this.store = store;
    this.services = services;
  }

  CacheStore store() {
    return store;
  }

  /** Null when nothing of the service is kept. */
  @Nullable FetchCacheOptions options(String service) {
    return services.apply(service);
  }

  /** Whether the answers to an operation are usually kept. */
  boolean isKept(CacheKey operation) {
    return kept.getIfPresent(operation) != null;
  }

  void isKept(CacheKey operation, boolean now) {
    if (now) {
      kept.put(operation, true);
    } else {
      kept.invalidate(operation);
    }
  }

  /**
   * Why no answer of a service can be kept, whatever the service says; null when they can be. What
   * else of an answer the client is given is not kept: without it, the client would miss it.
   */
  static @Nullable String obstacle(ServiceOptions options) {
    for (AnswerRule rule : options.propagation().answers()) {
      if (rule instanceof AnswerRule.Forward(HeaderNames names, String as, Merge merge)
          && merge != Merge.RESTRICTIVE) {
        return "header fields of answers are passed on";
      }
    }
    return null;
  }

  /**
   * The keys of one request's parts, one list for each whom they may be for.
   *
   * @param operation what is asked, by whomever
   * @param own for those for whom the service is sent the same
   * @param everybody for all, where the service says so; null when the operator does not want it
   * @param person for this caller alone; null for an anonymous one
   * @param isOfCaller whether anything of the caller was sent
   */
  record Keys(
      CacheKey operation,
      List<CacheKey> own,
      @Nullable List<CacheKey> everybody,
      @Nullable List<CacheKey> person,
      boolean isOfCaller) {

    /** Keys of answers that do not depend on the caller: these may be in Redis as well. */
    List<List<CacheKey>> shared() {
      return Stream.of(everybody, isOfCaller ? null : own).filter(Objects::nonNull).toList();
    }

    /** The others: what is kept under these stays in the process. */
    List<List<CacheKey>> personal() {
      return Stream.of(person, isOfCaller ? own : null).filter(Objects::nonNull).toList();
    }
  }

  /**
   * @param address where the service is
   * @param sent header fields that are sent for the caller's sake, a name and a value for each
   * @param said what is said of the caller in the body; empty for nothing
   */
  static Keys keys(
      String service,
      String address,
      FetchUnits units,
      FetchCacheOptions options,
      List<String> sent,
      String said,
      Caller caller) {
    byte[] body = units.body();
    CacheKey operation =
        CacheKey.of("fetch")
            .add(service)
            .add(address)
            .add(units.isOfEntities() ? 1 : 0)
            .add(body, 0, units.headEnd())
            .add(body, units.tailStart(), body.length)
            .key();
    boolean isOfCaller = !sent.isEmpty() || !said.isEmpty();
    CacheKey.Parts own = CacheKey.of("call").add(operation).add(sent.size());
    sent.forEach(own::add);
    CacheKey call = isOfCaller ? own.add(said).key() : operation;
    return new Keys(
        operation,
        each(units, call),
        options.sharing() == Sharing.PUBLIC_ANSWERS
            ? each(units, CacheKey.of("public").add(operation).key())
            : null,
        caller.isAuthenticated() ? each(units, person(call, caller)) : null,
        isOfCaller);
  }

  private static List<CacheKey> each(FetchUnits units, CacheKey base) {
    if (!units.isOfEntities()) {
      return List.of(CacheKey.of("whole").add(base).key());
    }
    List<CacheKey> keys = new ArrayList<>(units.count());
    for (int i = 0; i < units.count(); i++) {
      keys.add(
          CacheKey.of("entity")
              .add(base)
              .add(units.body(), units.starts()[i], units.ends()[i])
              .key());
    }
    return keys;
  }

  private static CacheKey person(CacheKey base, Caller caller) {
    Map<String, @Nullable Object> claims = new HashMap<>(caller.claims());
    claims.keySet().removeAll(OF_A_TOKEN);
    CacheKey.Parts parts =
        CacheKey.of("person")
            .add(base)
            .add(String.valueOf(caller.client()))
            .add(caller.scopes().size());
    caller.scopes().stream().sorted().forEach(parts::add);
    try {
      return parts.add(JSON.writeValueAsString(claims)).key();
    } catch (JsonProcessingException e) {
      throw new EncodeException("claims are JSON", e);
    }
  }
}
