package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {

  @TempDir Path directory;
  private RegistryStore store;
  private Tokens tokens;

  @BeforeEach
  void openStore() {
    store = H2RegistryStore.open(directory);
    tokens = new Tokens(store, InstantSource.system());
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void anIssuedTokenIsKnownAgain() {
    IssuedToken issued = tokens.issue("ci", TokenRole.PUBLISH, new TokenScope.EveryVariant("shop"));

    assertThat(issued.secret()).matches("tributary_[0-9a-f]{16}_[0-9a-f]{64}");
    assertThat(tokens.authenticate(issued.secret())).contains(issued.token());
  }

  @Test
  void theSecretIsNeitherStoredNorPrinted() {
    IssuedToken issued = tokens.issue("ci", TokenRole.READ, new TokenScope.EveryGraph());
    String secret = issued.secret().split("_")[2];

    assertThat(store.tokens().toString()).doesNotContain(secret);
    assertThat(issued.toString()).doesNotContain(secret);
  }

  @Test
  void noTwoTokensAreAlike() {
    assertThat(tokens.issue("ci", TokenRole.READ, new TokenScope.EveryGraph()).secret())
        .isNotEqualTo(tokens.issue("ci", TokenRole.READ, new TokenScope.EveryGraph()).secret());
  }

  @Test
  void aTokenWithOneOtherDigitIsNotKnown() {
    String secret = tokens.issue("ci", TokenRole.READ, new TokenScope.EveryGraph()).secret();
    for (int at = secret.indexOf('_') + 1; at < secret.length(); at++) {
      char other = secret.charAt(at) == '0' ? '1' : '0';
      assertThat(tokens.authenticate(secret.substring(0, at) + other + secret.substring(at + 1)))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "_",
        "__",
        "tributary",
        "tributary__",
        "tributary_0123456789abcdef_",
        "tributary_0123456789abcdef_0000000000000000000000000000000000000000000000000000000000000000",
        "' or 1=1 --"
      })
  void whatIsNoTokenIsNotKnown(String presented) {
    assertThat(tokens.authenticate(presented)).isEmpty();
  }

  @Test
  void aRevokedTokenIsNotKnownAnyMore() {
    IssuedToken issued = tokens.issue("ci", TokenRole.READ, new TokenScope.EveryGraph());

    assertThat(tokens.revoke(issued.token().id())).isTrue();

    assertThat(tokens.authenticate(issued.secret())).isEmpty();
    assertThat(tokens.revoke(issued.token().id())).isFalse();
    assertThat(tokens.list()).hasSize(1);
  }

  @Test
  void anEmptyStoreGetsOneAdminTokenInAFileOfItsOwnersOnly() throws IOException {
    Path file = directory.resolve("admin-token");

    assertThat(tokens.bootstrap(file)).isTrue();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    StoredToken token = tokens.authenticate(Files.readString(file).strip()).orElseThrow();
    assertThat(token.role()).isEqualTo(TokenRole.ADMIN);
    assertThat(token.scope()).isEqualTo(new TokenScope.EveryGraph());
    String before = Files.readString(file);
    assertThat(tokens.bootstrap(file)).isFalse();
    assertThat(file).hasContent(before);
  }

  @Test
  void aBootstrapThatDiedAfterWritingTheFileIsDoneAgain() throws IOException {
    Path file = directory.resolve("admin-token");
    Files.writeString(file, "left by a process that died");

    assertThat(tokens.bootstrap(file)).isTrue();

    assertThat(tokens.authenticate(Files.readString(file).strip())).isPresent();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "line\nbreak", "\ud83e"})
  void aLabelMustBeReadable(String label) {
    assertThat(Tokens.isLabel(label)).isFalse();
    assertThatThrownBy(() -> tokens.issue(label, TokenRole.READ, new TokenScope.EveryGraph()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "*, shop@prod, true",
    "shop, shop@prod, true",
    "shop, shop@current, true",
    "shop, shopping@prod, false",
    "shop@prod, shop@prod, true",
    "shop@prod, shop@current, false",
    "shop@prod, other@prod, false"
  })
  void aScopeCoversItsGraphsOnly(String scope, String graph, boolean covered) {
    TokenScope parsed = TokenScope.parse(scope).orElseThrow();

    assertThat(parsed.covers(GraphId.parse(graph).orElseThrow())).isEqualTo(covered);
    assertThat(parsed.toString()).isEqualTo(scope);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "**", "shop@", "@prod", "shop@prod@x", "sh op", "shop/x"})
  void whatIsNoScopeIsNotReadAsOne(String text) {
    assertThat(TokenScope.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "READ, READ, true",
    "READ, PUBLISH, false",
    "PUBLISH, READ, true",
    "PUBLISH, ADMIN, false",
    "ADMIN, PUBLISH, true"
  })
  void aRoleAllowsWhatThoseBeforeItAllow(TokenRole role, TokenRole needed, boolean allowed) {
    assertThat(role.allows(needed)).isEqualTo(allowed);
  }
}
