package dev.tributary.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tributary.http.Refusal.Code;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Operations that requests name in place of sending them: trusted ones, which the operator gave,
 * and those that clients registered themselves (automatic persisted queries, version 1). Safe to
 * share between event loops.
 */
public final class Documents {

  /** Requests send their operations; a name stands for nothing. */
  public static final Documents NONE = new Documents(false, 0);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SHA_256 = "sha256:";

  private final boolean trustedOnly;
  private final @Nullable Cache<String, String> automatic;
  private final @Nullable SharedDocuments shared;
  private volatile Trusted trusted = new Trusted(Map.of(), Map.of(), Set.of());

  /**
   * Documents by id, by the hash of their own text, and as texts: a text that is sent whole is
   * looked up as it is, so that an event loop never hashes megabytes that nobody trusts.
   */
  private record Trusted(Map<String, String> byId, Map<String, String> byHash, Set<String> texts) {}

  /**
   * @param trustedOnly whether nothing but trusted documents is run
   * @param automaticBytes memory for what clients register, roughly; 0 when they may not
   */
  public Documents(boolean trustedOnly, long automaticBytes) {
    this(trustedOnly, automaticBytes, null);
  }

  /**
   * @param trustedOnly whether nothing but trusted documents is run
   * @param automaticBytes memory for what clients register, roughly; 0 when they may not
   * @param shared where gateways tell each other what clients registered; null for nowhere
   */
  public Documents(boolean trustedOnly, long automaticBytes, @Nullable SharedDocuments shared) {
    this.shared = shared;
    this.trustedOnly = trustedOnly;
    this.automatic =
        automaticBytes == 0
            ? null
            : Caffeine.newBuilder()
                // Evicted before the next one is taken: a flood must not outrun it.
                .executor(Runnable::run)
                .maximumWeight(automaticBytes)
                .weigher((String hash, String text) -> 200 + 2 * text.length())
                .build();
  }

  /**
   * Trusts these documents from now on, and no others.
   *
   * @param byId texts by the id that clients send
   */
  public void trust(Map<String, String> byId) {
    Map<String, String> byHash = new HashMap<>();
    byId.values().forEach(text -> byHash.put(hash(text), text));
    trusted = new Trusted(Map.copyOf(byId), Map.copyOf(byHash), Set.copyOf(byId.values()));
  }

  /** How often the shared store has not answered in time, or not with what it should. */
  public long sharedFailures() {
    return shared == null ? 0 : shared.failures();
  }

  /** Lets go of the shared store. */
  public Future<Void> close() {
    return shared == null ? Future.succeededFuture() : shared.close();
  }

  /** The operation's text, or why there is none. */
  sealed interface Found {
    record Text(String text) implements Found {}

    record Missing(Refusal refusal) implements Found {}

    /** Not here; {@link Documents#ask} tells whether another gateway knows it. */
    record Elsewhere(String hash) implements Found {}
  }

  /**
   * Finds what a request means.
   *
   * @param query what it sends itself
   * @param documentId a trusted document's id (GraphQL over HTTP, appendix on persisted documents)
   * @param extensions the text of its {@code extensions}, known to be a JSON object
   */
  Found find(@Nullable String query, @Nullable String documentId, @Nullable String extensions) {
    String hash = persistedHash(extensions);
    String id = documentId != null ? documentId : hash;
    if (query != null && id == null) {
      return sent(query);
    }
    if (id == null) {
      return missing(Code.MISSING_QUERY, "\"query\" is missing.");
    }
    if (query != null && hash != null) {
      return register(query, hash);
    }
    String known = trusted(id);
    if (known != null) {
      return new Found.Text(known);
    }
    return query == null ? registered(id, hash) : sent(query);
  }

  private Found sent(String query) {
    return !trustedOnly || trusted.texts.contains(query) ? new Found.Text(query) : untrusted();
  }

  private @Nullable String trusted(String id) {
    Trusted all = trusted;
    String text = all.byId.get(id);
    if (text != null) {
      return text;
    }
    String plain = id.startsWith(SHA_256) ? id.substring(SHA_256.length()) : id;
    return all.byHash.get(plain.toLowerCase(Locale.ROOT));
  }

  private Found registered(String id, @Nullable String hash) {
    if (trustedOnly || hash == null) {
      return missing(Code.DOCUMENT_NOT_FOUND, "There is no document \"%s\".".formatted(shown(id)));
    }
    if (automatic == null) {
      return missing(Code.PERSISTED_QUERY_NOT_SUPPORTED, "PersistedQueryNotSupported");
    }
    String text = automatic.getIfPresent(hash);
    if (text != null) {
      return new Found.Text(text);
    }
    return shared == null ? unregistered() : new Found.Elsewhere(hash);
  }

  /**
   * Asks where gateways tell each other.
   *
   * @param <T> what comes of it
   * @return completes on the caller's context, in bounded time, and never fails
   */
  <T> Future<T> ask(
      Found.Elsewhere elsewhere, Function<String, T> text, Function<Refusal, T> refused) {
    Cache<String, String> known = automatic;
    if (shared == null || known == null) {
      return Future.succeededFuture(refused.apply(unregistered().refusal()));
    }
    return shared
        .find(elsewhere.hash())
        .map(
            found -> {
              if (found == null) {
                return refused.apply(unregistered().refusal());
              }
              known.put(elsewhere.hash(), found);
              return text.apply(found);
            });
  }

  private static Found.Missing unregistered() {
    return missing(Code.PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound");
  }

  private Found register(String query, String hash) {
    if (trustedOnly) {
      return hash.equals(hashOfTrusted(query)) ? new Found.Text(query) : untrusted();
    }
    if (!hash.equals(hash(query))) {
      return missing(
          Code.PERSISTED_QUERY_HASH_MISMATCH,
          "The hash is not the SHA-256 of the operation's text.");
    }
    if (automatic != null && automatic.asMap().put(hash, query) == null && shared != null) {
      shared.register(hash, query);
    }
    return new Found.Text(query);
  }

  private @Nullable String hashOfTrusted(String query) {
    return trusted.texts.contains(query) ? hash(query) : null;
  }

  private static Found untrusted() {
    return missing(
        Code.DOCUMENT_NOT_TRUSTED, "Only operations that were registered before are run here.");
  }

  private static Found.Missing missing(Code code, String message) {
    return new Found.Missing(new Refusal(code, message));
  }

  /** Whatever a client sends, an error quotes little of it. */
  private static String shown(String id) {
    return id.length() > 100 ? id.substring(0, 100) + "..." : id;
  }

  /** Whether a request's {@code extensions} name a document. */
  static boolean names(@Nullable String extensions) {
    return persistedHash(extensions) != null;
  }

  private static @Nullable String persistedHash(@Nullable String extensions) {
    if (extensions == null || !extensions.contains("persistedQuery")) {
      return null;
    }
    try {
      JsonNode persisted = JSON.readTree(extensions).path("persistedQuery");
      String hash = persisted.path("sha256Hash").textValue();
      return hash == null || persisted.path("version").asInt() != 1
          ? null
          : hash.toLowerCase(Locale.ROOT);
    } catch (JsonProcessingException e) {
      // It was read before: what another reader makes of it is no persisted query.
      return null;
    }
  }

  /** The SHA-256 of a text, in lower-case hexadecimal digits. */
  static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
