package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.auth.AuthenticationOptions;
import dev.tributary.auth.Authenticator;
import dev.tributary.auth.Authenticator.Anonymity;
import dev.tributary.auth.Caller;
import dev.tributary.auth.CertificateClient;
import dev.tributary.auth.TestAuthority;
import dev.tributary.http.ServerTls.Clients;
import dev.tributary.http.ServerTls.Identity;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTlsTest {

  private static TestAuthority authority;

  private final BlockingQueue<Caller> callers = new LinkedBlockingQueue<>();
  private final FakeEngine engine = new FakeEngine();
  @TempDir private Path directory;
  private Vertx vertx;
  private Path certificate;
  private Path key;
  private @Nullable HttpServer server;

  @BeforeAll
  static void authority() {
    authority = new TestAuthority("Acme root");
  }

  @BeforeEach
  void start() throws IOException {
    vertx = Vertx.vertx();
    certificate = directory.resolve("server.pem");
    key = directory.resolve("server.key");
    authority.server().write(certificate, key);
    authority.write(directory.resolve("clients.pem"));
    engine.answers(
        (request, scope) -> {
          callers.add(scope.caller());
          return Future.succeededFuture(FakeEngine.executed(FakeEngine.DATA));
        });
  }

  @AfterEach
  void stop() {
    TestServer.await(vertx.close());
  }

  @Test
  void bothVersionsOfHttpAreServedOverTls() throws Exception {
    serve(pem(new Clients.NotAsked()), Authenticator.none());

    for (HttpClient.Version version : HttpClient.Version.values()) {
      HttpResponse<String> response = post(version, null);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.version()).isEqualTo(version);
      assertThat(response.headers().firstValue("strict-transport-security")).isPresent();
    }
  }

  @Test
  void aKeyStoreServesAsWell() throws Exception {
    Path file = directory.resolve("server.p12");
    authority.server().writePkcs12(file);
    serve(
        new ServerTls(vertx, new Identity.Pkcs12(file, "changeit"), new Clients.NotAsked()),
        Authenticator.none());

    assertThat(post(HttpClient.Version.HTTP_2, null).statusCode()).isEqualTo(200);
  }

  @Test
  void aClientIsKnownByItsCertificate() throws Exception {
    serve(pem(new Clients.Asked(directory.resolve("clients.pem"))), byCertificate());

    post(
        HttpClient.Version.HTTP_2,
        authority.client(
            "CN=x",
            new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://acme/billing")));
    assertThat(callers.remove().client()).isEqualTo("billing");
    post(
        HttpClient.Version.HTTP_1_1,
        authority.client("CN=x", new GeneralName(GeneralName.dNSName, "ORDERS.acme.example")));
    assertThat(callers.remove().client()).isEqualTo("orders");
    post(HttpClient.Version.HTTP_2, authority.client("O=Acme,CN=ops", null));
    Caller ops = callers.remove();
    assertThat(ops.client()).isEqualTo("ops");
    assertThat(ops.scopes()).containsExactly("admin");
  }

  @Test
  void aCertificateThatNamesNobodyIsRefusedAndNoneIsAnonymous() throws Exception {
    serve(pem(new Clients.Asked(directory.resolve("clients.pem"))), byCertificate());

    HttpResponse<String> response =
        post(HttpClient.Version.HTTP_2, authority.client("O=Other,CN=ops", null));
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).contains("INVALID_CLIENT_CERTIFICATE");
    assertThat(response.headers().firstValue("www-authenticate")).isPresent();
    post(HttpClient.Version.HTTP_2, null);
    assertThat(callers.remove()).isEqualTo(Caller.ANONYMOUS);
  }

  @Test
  void aCertificateOfAnotherAuthorityEndsTheHandshake() throws Exception {
    serve(pem(new Clients.Required(directory.resolve("clients.pem"))), byCertificate());
    TestAuthority other = new TestAuthority("Acme root");

    assertThatThrownBy(() -> post(HttpClient.Version.HTTP_1_1, other.client("O=Acme,CN=ops", null)))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> post(HttpClient.Version.HTTP_1_1, null))
        .isInstanceOf(IOException.class);
    assertThat(callers).isEmpty();
    assertThat(
            post(HttpClient.Version.HTTP_1_1, authority.client("O=Acme,CN=ops", null)).statusCode())
        .isEqualTo(200);
  }

  @Test
  void aChangedCertificateIsServedAndABrokenOneIsNot() throws Exception {
    ServerTls tls = pem(new Clients.NotAsked());
    serve(tls, Authenticator.none());
    X509Certificate first = served();

    Files.writeString(certificate, "broken");
    tls.reload(List.of(server()));
    assertThat(served()).isEqualTo(first);

    TestAuthority.Identity next = authority.server();
    next.write(certificate, directory.resolve("written later"));
    tls.reload(List.of(server()));
    assertThat(served()).isEqualTo(first);

    next.write(certificate, key);
    tls.reload(List.of(server()));
    long end = System.nanoTime() + 10_000_000_000L;
    while (!served().equals(next.certificate())) {
      assertThat(System.nanoTime()).isLessThan(end);
    }
  }

  @Test
  void filesThatDoNotWorkAreToldAtTheStart() throws IOException {
    Files.writeString(key, "nonsense");
    assertThatThrownBy(() -> pem(new Clients.NotAsked()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be used");
    Files.delete(key);
    assertThatThrownBy(() -> pem(new Clients.NotAsked()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be read");
  }

  private static Authenticator byCertificate() {
    return Authenticator.of(
        new AuthenticationOptions(
            Path.of(""),
            Anonymity.ALLOWED,
            null,
            null,
            null,
            List.of(
                new CertificateClient(
                    "billing", new CertificateClient.Uri("spiffe://acme/billing"), Set.of()),
                new CertificateClient(
                    "orders", new CertificateClient.Dns("orders.acme.example"), Set.of()),
                new CertificateClient(
                    "ops",
                    new CertificateClient.Subject(new X500Principal("CN=ops, O=Acme")),
                    Set.of("admin")))));
  }

  private ServerTls pem(Clients clients) {
    return new ServerTls(vertx, new Identity.Pem(certificate, key), clients);
  }

  private void serve(ServerTls tls, Authenticator authenticator) {
    Router router = Router.router(vertx);
    new GraphQlRoutes(vertx, engine, authenticator, HttpOptions.defaults(), () -> true)
        .addTo(router);
    server =
        TestServer.await(
            GraphQlServer.listen(vertx, HttpOptions.defaults(), tls, router, "127.0.0.1", 0));
  }

  private HttpServer server() {
    return Objects.requireNonNull(server);
  }

  private X509Certificate served()
      throws GeneralSecurityException, IOException, InterruptedException {
    return (X509Certificate)
        post(HttpClient.Version.HTTP_1_1, null).sslSession().orElseThrow().getPeerCertificates()[0];
  }

  private HttpResponse<String> post(
      HttpClient.Version version, TestAuthority.@Nullable Identity own)
      throws GeneralSecurityException, IOException, InterruptedException {
    try (HttpClient client =
        HttpClient.newBuilder().sslContext(authority.context(own)).version(version).build()) {
      return client.send(
          HttpRequest.newBuilder(
                  URI.create("https://localhost:" + server().actualPort() + "/graphql"))
              .header("content-type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("{\"query\":\"{hello}\"}"))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
