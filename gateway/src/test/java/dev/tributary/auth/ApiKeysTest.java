package dev.tributary.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.auth.Authentication.Anonymous;
import dev.tributary.auth.Authentication.Code;
import dev.tributary.auth.Authentication.Refused;
import dev.tributary.auth.Authentication.Verified;
import dev.tributary.auth.AuthenticationOptions.ApiKeyOptions;
import dev.tributary.auth.Authenticator.Anonymity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeysTest {

  private final TestClock clock = new TestClock();
  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void file() {
    file = directory.resolve("keys.jsonl");
  }

  @Test
  void aKeyNamesItsClientAndScopes() throws IOException {
    String key = ApiKeyFile.add(file, "mobile", Set.of("a", "b:c"), null, null);

    assertThat(ask(Anonymity.REFUSED, null, key))
        .isEqualTo(
            new Verified(new Caller("mobile", Set.of("a", "b:c"), Map.of("client_id", "mobile"))));
  }

  @Test
  void theFileHoldsTheKeysHashAndNotTheKey() throws IOException {
    String key = ApiKeyFile.add(file, "mobile", Set.of(), null, null);

    assertThat(Files.readString(file))
        .doesNotContain(key)
        .doesNotContain(key.substring(key.indexOf('_') + 1))
        .contains("sha256:")
        .contains("\"client\":\"mobile\"");
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
  }

  @Test
  void aKeyHashedWithASecretNeedsTheSecret() throws IOException {
    String key = ApiKeyFile.add(file, "mobile", Set.of(), null, "pepper");

    assertThat(ask(Anonymity.ALLOWED, "pepper", key)).isInstanceOf(Verified.class);
    assertThat(ask(Anonymity.ALLOWED, "salt", key)).isInstanceOf(Refused.class);
    assertThat(ask(Anonymity.ALLOWED, null, key)).isInstanceOf(Refused.class);
  }

  @Test
  void aKeyEndsAtItsTime() throws IOException {
    String key =
        ApiKeyFile.add(file, "mobile", Set.of(), clock.instant().plus(Duration.ofDays(1)), null);
    try (Authenticator authenticator = authenticator(Anonymity.ALLOWED, null)) {
      assertThat(ask(authenticator, key)).isInstanceOf(Verified.class);
      clock.advance(Duration.ofDays(1));
      assertThat(ask(authenticator, key))
          .isInstanceOfSatisfying(
              Refused.class, refused -> assertThat(refused.message()).contains("expired"));
    }
  }

  @Test
  void aWrongKeyIsRefusedEvenWhereAnonymousCallersAreServed() throws IOException {
    ApiKeyFile.add(file, "mobile", Set.of(), null, null);

    for (String wrong : new String[] {"", "x", "tributary_", "x".repeat(5000)}) {
      assertThat(ask(Anonymity.ALLOWED, null, wrong))
          .isInstanceOfSatisfying(
              Refused.class,
              refused -> {
                assertThat(refused.code()).isEqualTo(Code.INVALID_API_KEY);
                assertThat(refused.challenge()).startsWith("ApiKey realm=");
              });
    }
  }

  @Test
  void twoKeysAreOneTooMany() throws IOException {
    String key = ApiKeyFile.add(file, "mobile", Set.of(), null, null);

    try (Authenticator authenticator = authenticator(Anonymity.ALLOWED, null)) {
      assertThat(authenticator.authenticate(TestCredentials.header("x-api-key", key, key)).join())
          .isInstanceOf(Refused.class);
    }
  }

  @Test
  void withoutCredentialsACallerIsAnonymousOrRefused() throws IOException {
    ApiKeyFile.add(file, "mobile", Set.of(), null, null);

    try (Authenticator open = authenticator(Anonymity.ALLOWED, null);
        Authenticator closed = authenticator(Anonymity.REFUSED, null)) {
      assertThat(open.authenticate(TestCredentials.NONE).join()).isEqualTo(new Anonymous());
      assertThat(closed.authenticate(TestCredentials.NONE).join())
          .isInstanceOfSatisfying(
              Refused.class, refused -> assertThat(refused.code()).isEqualTo(Code.UNAUTHENTICATED));
    }
  }

  @Test
  void everyWrongLineOfAKeyFileIsReportedWithoutWhatItHolds() throws IOException {
    Files.writeString(
        file,
        """
        # comment

        {"hash":"s3cr3t-in-the-wrong-place","client":"a"}
        not json s3cr3t-in-the-wrong-place
        {"hash":"sha256:%1$s","client":""}
        {"hash":"sha256:%1$s","client":"b","expires":"tomorrow"}
        """
            .formatted("0".repeat(64)));

    assertThatThrownBy(() -> authenticator(Anonymity.ALLOWED, null))
        .hasMessageContainingAll("line 3: 'hash'", "line 4:", "line 5:", "line 6: 'expires'")
        .hasMessageNotContaining("s3cr3t-in-the-wrong-place");
  }

  @Test
  void aChangedFileHoldsAndABrokenOneChangesNothing() throws IOException {
    String first = ApiKeyFile.add(file, "first", Set.of(), null, null);
    WatchedFile<ApiKeys.Index> watched =
        new WatchedFile<>(file, path -> ApiKeys.Index.of(ApiKeyFile.read(path)));
    ApiKeys keys = new ApiKeys("x-api-key", null, List.of(watched), clock);
    Authenticator authenticator = new Authenticator(List.of(keys), Anonymity.ALLOWED, () -> {});

    String second = ApiKeyFile.add(file, "second", Set.of(), null, null);
    assertThat(ask(authenticator, second)).isInstanceOf(Refused.class);
    watched.refresh();
    assertThat(ask(authenticator, second)).isInstanceOf(Verified.class);

    Files.writeString(file, "broken");
    watched.refresh();
    assertThat(ask(authenticator, first)).isInstanceOf(Verified.class);

    Files.writeString(file, "# nobody");
    watched.refresh();
    assertThat(ask(authenticator, first)).isInstanceOf(Refused.class);
  }

  @Test
  void aDeliveredKeyIsTakenBesideTheFileUntilItExpiresOrIsTakenBack() throws IOException {
    String own = ApiKeyFile.add(file, "own", Set.of(), null, null);
    DeliveredKeys delivered = new DeliveredKeys();
    try (Authenticator authenticator =
        authenticator(new ApiKeyOptions("keys.jsonl", "X-Api-Key", null, delivered))) {
      assertThat(ask(authenticator, "elsewhere")).isInstanceOf(Refused.class);

      delivered.replace(
          List.of(
              key(ApiKeyHash.sha256("elsewhere"), "mobile", Set.of("a"), null),
              key(
                  ApiKeyHash.sha256("short"),
                  "mobile",
                  Set.of(),
                  clock.instant().plus(Duration.ofHours(1))),
              // The file says who holds this one.
              key(ApiKeyHash.sha256(own), "other", Set.of("admin"), null)));

      assertThat(ask(authenticator, "elsewhere"))
          .isEqualTo(
              new Verified(new Caller("mobile", Set.of("a"), Map.of("client_id", "mobile"))));
      assertThat(ask(authenticator, own))
          .isEqualTo(new Verified(new Caller("own", Set.of(), Map.of("client_id", "own"))));
      assertThat(ask(authenticator, "short")).isInstanceOf(Verified.class);
      clock.advance(Duration.ofHours(1));
      assertThat(ask(authenticator, "short")).isInstanceOf(Refused.class);
      delivered.replace(List.of());
      assertThat(ask(authenticator, "elsewhere")).isInstanceOf(Refused.class);
      assertThat(ask(authenticator, own)).isInstanceOf(Verified.class);
    }
  }

  @Test
  void aDeliveredKeyHashedWithASecretNeedsTheSecret() {
    DeliveredKeys delivered = new DeliveredKeys();
    delivered.replace(List.of(key(ApiKeyHash.hmac("pepper", "k"), "mobile", Set.of(), null)));
    try (Authenticator right =
            authenticator(new ApiKeyOptions(null, "x-api-key", "pepper", delivered));
        Authenticator none = authenticator(new ApiKeyOptions(null, "x-api-key", null, delivered))) {
      assertThat(ask(right, "k")).isInstanceOf(Verified.class);
      assertThat(ask(none, "k")).isInstanceOf(Refused.class);
    }
  }

  private static ApiKey key(
      String hash, String client, Set<String> scopes, @Nullable Instant expires) {
    return new ApiKey("id", hash, client, scopes, expires);
  }

  private Authentication ask(Anonymity anonymity, @Nullable String secret, String key) {
    try (Authenticator authenticator = authenticator(anonymity, secret)) {
      return ask(authenticator, key);
    }
  }

  private static Authentication ask(Authenticator authenticator, String key) {
    return authenticator.authenticate(TestCredentials.header("x-api-key", key)).join();
  }

  private Authenticator authenticator(Anonymity anonymity, @Nullable String secret) {
    return taking(anonymity, new ApiKeyOptions("keys.jsonl", "X-Api-Key", secret));
  }

  private Authenticator authenticator(ApiKeyOptions keys) {
    return taking(Anonymity.ALLOWED, keys);
  }

  private Authenticator taking(Anonymity anonymity, ApiKeyOptions keys) {
    return new AuthenticationSetup(
            new AuthenticationOptions(directory, anonymity, keys, null, null, List.of()), clock)
        .build();
  }
}
