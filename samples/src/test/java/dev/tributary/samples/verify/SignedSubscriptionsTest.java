package dev.tributary.samples.verify;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import dev.tributary.auth.Caller;
import dev.tributary.execute.EventReceiver;
import dev.tributary.execute.RequestScope;
import dev.tributary.execute.UpstreamFailure;
import dev.tributary.operation.Condition;
import dev.tributary.operation.Operation;
import dev.tributary.operation.SelectionSet;
import dev.tributary.plan.FetchStep;
import dev.tributary.plan.FetchTarget;
import dev.tributary.supergraph.Subgraph;
import dev.tributary.upstream.AddressPolicy;
import dev.tributary.upstream.CallIdentity;
import dev.tributary.upstream.EventOptions;
import dev.tributary.upstream.EventOptions.Protocol;
import dev.tributary.upstream.GraphQlUpstream;
import dev.tributary.upstream.MessageSignature;
import dev.tributary.upstream.ServiceOptions;
import dev.tributary.upstream.Services;
import dev.tributary.upstream.TokenSigner;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocketHandshake;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A service that takes subscriptions from the gateway only, as the samples verify it. */
@Timeout(60)
class SignedSubscriptionsTest {

  private static final String SECRET = "s3cr3t6789abcdef0123456789abcdef";
  private static final Caller ADA = new Caller("mobile", Set.of(), Map.of("sub", "ada"));

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();

  /** What came that the service has verified, by the name of its header fields. */
  private final BlockingQueue<Map<String, List<String>>> taken = new LinkedBlockingQueue<>();

  private HttpServer server;
  private @Nullable Services services;

  @BeforeEach
  void listen() {
    server =
        await(
            vertx
                .createHttpServer(
                    new HttpServerOptions().addWebSocketSubProtocol("graphql-transport-ws"))
                .webSocketHandshakeHandler(this::shakeHands)
                .webSocketHandler(
                    socket ->
                        socket.textMessageHandler(
                            message -> socket.writeTextMessage("{\"type\":\"connection_ack\"}")))
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1"));
  }

  @AfterEach
  void close() {
    if (services != null) {
      await(services.close());
    }
    await(vertx.close());
  }

  private static <T> T await(io.vertx.core.Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private boolean verifies(String method, String target, MultiMap fields, byte[] body) {
    Map<String, List<String>> headers = new HashMap<>();
    fields.names().forEach(name -> headers.put(name.toLowerCase(Locale.ROOT), fields.getAll(name)));
    boolean verified =
        new SignedRequests(
                "reviews",
                Map.of("main", SECRET.getBytes(StandardCharsets.UTF_8)),
                Duration.ofSeconds(30),
                Clock.systemUTC())
            .verify(method, target, headers, body);
    if (verified) {
      taken.add(headers);
    }
    return verified;
  }

  private void shakeHands(ServerWebSocketHandshake handshake) {
    if (verifies("GET", handshake.uri(), handshake.headers(), new byte[0])) {
      handshake.accept();
    } else {
      handshake.reject(401);
    }
  }

  private void answer(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              if (verifies(
                  request.method().name(), request.uri(), request.headers(), body.getBytes())) {
                request
                    .response()
                    .setChunked(true)
                    .putHeader("content-type", "text/event-stream")
                    .write(":\n\n");
              } else {
                request.response().setStatusCode(401).end();
              }
            });
  }

  private CompletableFuture<Void> subscribe(Protocol protocol, CallIdentity identity) {
    String url = "http://127.0.0.1:" + server.actualPort() + "/graphql?tenant=1";
    Services reached =
        new Services(
            vertx,
            (subgraph, clients) ->
                new GraphQlUpstream(
                    clients,
                    subgraph,
                    ServiceOptions.defaults().with(identity),
                    AddressPolicy.of(AddressPolicy.Private.ALLOWED, List.of("127.0.0.0/8")),
                    new EventOptions(protocol, null, Duration.ofSeconds(20))));
    services = reached;
    FetchStep step =
        new FetchStep(
            0,
            new Subgraph(0, "REVIEWS", "reviews", "reviews", url),
            Operation.Kind.SUBSCRIPTION,
            "subscription{a}",
            null,
            List.of(),
            new FetchTarget.Root(List.of(), new SelectionSet(List.of())),
            Condition.ALWAYS,
            List.of(),
            null);
    CompletableFuture<Void> begun = new CompletableFuture<>();
    context.runOnContext(
        now -> {
          RequestScope scope =
              new RequestScope(
                  context,
                  MultiMap.caseInsensitiveMultiMap(),
                  System.nanoTime() + Duration.ofSeconds(20).toNanos());
          scope.calledBy(ADA);
          reached
              .subscribe(step, Buffer.buffer("{\"query\":\"subscription{a}\"}"), scope, new Deaf())
              .onSuccess(begun::complete)
              .onFailure(begun::completeExceptionally);
        });
    return begun.orTimeout(20, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource(
      value = Protocol.class,
      names = {"WEBSOCKET", "SSE"})
  void whatBeginsASubscriptionIsSignedAndTellsForWhom(Protocol protocol) throws Exception {
    ECKey key =
        new ECKeyGenerator(Curve.P_256).keyID("k1").algorithm(JWSAlgorithm.ES256).generate();
    CallIdentity.Token token =
        new CallIdentity.Token(
            new TokenSigner(key.toJSONString()),
            "tributary",
            null,
            Duration.ofMinutes(1),
            "authorization",
            Map.of());

    subscribe(
            protocol,
            new CallIdentity(token, new MessageSignature("main", SECRET, Clock.systemUTC())))
        .join();

    Map<String, List<String>> headers = taken.take();
    assertThat(headers.getOrDefault("signature-input", List.of()))
        .singleElement()
        .asString()
        .contains("\"authorization\"");
    SignedJWT sent =
        SignedJWT.parse(
            requireNonNull(headers.get("authorization")).getFirst().substring("Bearer ".length()));
    assertThat(sent.verify(new ECDSAVerifier(key.toPublicJWK()))).isTrue();
    assertThat(sent.getJWTClaimsSet().getSubject()).isEqualTo("ada");
  }

  @ParameterizedTest
  @EnumSource(
      value = Protocol.class,
      names = {"WEBSOCKET", "SSE"})
  void withoutTheSecretTheServiceTakesNone(Protocol protocol) {
    CompletableFuture<Void> begun =
        subscribe(
            protocol,
            new CallIdentity(
                null,
                new MessageSignature(
                    "main", "another-s3cr3t-of-32-bytes-or-more", Clock.systemUTC())));

    assertThat(begun)
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableThat()
        .havingCause()
        .isInstanceOfSatisfying(
            UpstreamFailure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(UpstreamFailure.Code.UPSTREAM_HTTP_ERROR);
              assertThat(failure.status()).isEqualTo(401);
            });
    assertThat(taken).isEmpty();
  }

  /** Nothing is told here. */
  private static final class Deaf implements EventReceiver {
    @Override
    public void event(Buffer response) {
      throw new AssertionError(response);
    }

    @Override
    public void completed() {
      throw new AssertionError("completed");
    }

    @Override
    public void failed(UpstreamFailure failure) {
      throw new AssertionError(failure);
    }
  }
}
