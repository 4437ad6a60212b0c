package dev.tributary.gateway;

import dev.tributary.gateway.CallIdentityConfig.ServiceTlsConfig;
import dev.tributary.gateway.CallIdentityConfig.SignatureConfig;
import dev.tributary.gateway.CallIdentityConfig.TokenConfig;
import dev.tributary.upstream.CallIdentity;
import dev.tributary.upstream.HeaderNames;
import dev.tributary.upstream.MessageSignature;
import dev.tributary.upstream.ServiceOptions;
import dev.tributary.upstream.ServiceTls;
import dev.tributary.upstream.TokenSigner;
import dev.tributary.upstream.ValueTemplate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The keys and certificates by which services know the gateway. Services that are configured alike
 * share them. Read when they are first configured and again when the files change.
 */
final class ServiceIdentities {

  private static final Duration POLL = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Path directory;
  private final Parts.Held parts;
  private final Map<Path, TokenSigner> signers = new LinkedHashMap<>();
  private final Map<ServiceTlsConfig, ServiceTls> tls = new HashMap<>();

  /** Read again and again. */
  private record FollowedTls(ServiceTls tls, long timer) {}

  /** Likewise. */
  private record FollowedSigner(TokenSigner signer, long timer) {}

  private ServiceIdentities(Vertx vertx, Path directory, Parts.Held parts) {
    this.vertx = vertx;
    this.directory = directory;
    this.parts = parts;
  }

  /**
   * Reads the files. Blocks.
   *
   * @param parts where they are held
   * @param problems gets what cannot be used, and where
   */
  static ServiceIdentities open(
      Vertx vertx,
      GatewayConfig config,
      Path directory,
      Parts.Held parts,
      Consumer<String> problems) {
    ServiceIdentities opened = new ServiceIdentities(vertx, directory, parts);
    opened.check("serviceDefaults", config.serviceDefaults(), problems);
    config
        .services()
        .keySet()
        .forEach(name -> opened.check("services." + name, config.service(name), problems));
    return opened;
  }

  private void check(String place, ServiceConfig service, Consumer<String> problems) {
    try {
      TokenConfig token = service.token();
      if (token != null) {
        read(token);
      }
      ServiceTlsConfig own = service.tls();
      if (own != null && !tls.containsKey(own)) {
        tls.put(
            own,
            parts
                .part(FollowedTls.class, own, () -> open(own), opened -> end(opened.timer()))
                .tls());
      }
      Options.rest(service, Options.service(service).with(identity(service)), unset -> null);
    } catch (InputException | IllegalArgumentException e) {
      problems.accept(place + ": " + e.getMessage());
    }
  }

  private FollowedTls open(ServiceTlsConfig own) {
    ServiceTls opened =
        new ServiceTls(vertx, path(own.certificate()), path(own.key()), path(own.authorities()));
    return new FollowedTls(
        opened,
        vertx.setPeriodic(
            POLL.toMillis(),
            due ->
                vertx.executeBlocking(
                    () -> {
                      opened.reload();
                      return null;
                    })));
  }

  private void read(TokenConfig token) {
    Path file = directory.resolve(token.key());
    if (!signers.containsKey(file)) {
      signers.put(
          file,
          parts
              .part(
                  FollowedSigner.class,
                  file,
                  () -> open(file, token.key()),
                  opened -> end(opened.timer()))
              .signer());
    }
  }

  private FollowedSigner open(Path file, String name) {
    String text = InputException.read(file);
    TokenSigner signer;
    try {
      signer = new TokenSigner(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
    return new FollowedSigner(
        signer, new FollowedFile(file, text).follow(vertx, POLL, signer::replace));
  }

  private Future<Void> end(long timer) {
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }

  private @Nullable Path path(@Nullable String file) {
    return file == null ? null : directory.resolve(file);
  }

  /** What a service's settings and the files come to. */
  ServiceOptions addedTo(ServiceOptions options, ServiceConfig service) {
    ServiceTlsConfig own = service.tls();
    return options.with(identity(service)).with(own == null ? null : tls.get(own));
  }

  private CallIdentity identity(ServiceConfig service) {
    TokenConfig token = service.token();
    SignatureConfig signature = service.signature();
    return new CallIdentity(
        token == null ? null : token(token),
        signature == null
            ? null
            : new MessageSignature(signature.keyId(), signature.secret(), Clock.systemUTC()));
  }

  private CallIdentity.Token token(TokenConfig config) {
    Map<String, ValueTemplate> claims = new TreeMap<>();
    config.claims().forEach((name, value) -> claims.put(name, ValueTemplate.parse(value)));
    TokenSigner signer = signers.get(directory.resolve(config.key()));
    if (signer == null) {
      throw new IllegalStateException("not read: " + config.key());
    }
    return new CallIdentity.Token(
        signer,
        config.issuer(),
        config.audience(),
        config.lifetime(),
        HeaderNames.name(config.header()),
        claims);
  }

  /** Answers with the public keys that services verify tokens with: a JWK Set (RFC 7517). */
  void publish(RoutingContext routing) {
    if (signers.isEmpty()) {
      routing.next();
      return;
    }
    JsonArray keys = new JsonArray();
    signers
        .values()
        .forEach(signer -> keys.addAll(new JsonObject(signer.published()).getJsonArray("keys")));
    routing
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/jwk-set+json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=60")
        .putHeader("x-content-type-options", "nosniff")
        .end(new JsonObject().put("keys", keys).toBuffer());
  }
}
